package io.holdfast.bench.jmh;

import io.holdfast.sql.expr.SessionView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A session that no statement of the benchmarks asks for anything. */
final class IdleSession implements SessionView {
  private final RandomGenerator random = new SplittableRandom(1);

  @Override
  public String currentUser() {
    return "bench";
  }

  @Override
  public String sessionUser() {
    return "bench";
  }

  @Override
  public String database() {
    return "bench";
  }

  @Override
  public List<String> searchPath() {
    return PgbenchTables.PATH;
  }

  @Override
  public @Nullable String setting(String name) {
    return null;
  }

  @Override
  public String set(String name, @Nullable String value, boolean local) {
    return value == null ? "" : value;
  }

  @Override
  public int backendPid() {
    return 1;
  }

  @Override
  public long clockMicros() {
    return 0;
  }

  @Override
  public void sleep(long micros) {}

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String version() {
    return "bench";
  }
}
