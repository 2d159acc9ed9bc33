package io.holdfast.endtoend.sql.exec;

import io.holdfast.sql.expr.SessionView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A session with fixed answers. */
final class LabSession implements SessionView {
  private final RandomGenerator random = new SplittableRandom(1);

  @Override
  public String currentUser() {
    return "postgres";
  }

  @Override
  public String sessionUser() {
    return "postgres";
  }

  @Override
  public String database() {
    return "postgres";
  }

  @Override
  public List<String> searchPath() {
    return List.of("public");
  }

  @Override
  public @Nullable String setting(String name) {
    return null;
  }

  @Override
  public String set(String name, @Nullable String value, boolean local) {
    return String.valueOf(value);
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
    return "PostgreSQL 15.0";
  }
}
