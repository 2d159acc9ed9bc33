package io.holdfast.sql.function;

import io.holdfast.sql.expr.CatalogFunctions;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.SessionView;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A session with fixed answers; settings can be changed. */
final class FixedSession implements SessionView {
  /** 2026-01-02 03:04:05.678901 UTC. */
  static final long NOW_MICROS = 820_638_245_678_901L;

  private final TreeMap<String, String> settings = new TreeMap<>();
  private final RandomGenerator random = new SplittableRandom(1);

  FixedSession() {
    settings.put("application_name", "psql");
  }

  static EvalContext context() {
    return new EvalContext(
        new FixedSession(),
        CatalogFunctions.empty(),
        TypeContext.UTC.at(NOW_MICROS).withNames(new TypeNamesOnly()),
        NOW_MICROS,
        NOW_MICROS,
        () -> {});
  }

  /** Knows the names of types, by which pg_typeof is shown. */
  private static final class TypeNamesOnly implements RegNames {
    @Override
    public @Nullable String nameOf(BaseType type, long oid) {
      BaseType named = BaseType.byOid((int) oid);
      return type == BaseType.REGTYPE && named != null ? named.displayName() : null;
    }

    @Override
    public @Nullable Long oidOf(BaseType type, String name) {
      return null;
    }
  }

  @Override
  public String currentUser() {
    return "alice";
  }

  @Override
  public String sessionUser() {
    return "alice";
  }

  @Override
  public String database() {
    return "shop";
  }

  @Override
  public List<String> searchPath() {
    return List.of("public");
  }

  @Override
  public @Nullable String setting(String name) {
    return settings.get(name);
  }

  @Override
  public String set(String name, @Nullable String value, boolean local) {
    settings.put(name, String.valueOf(value));
    return String.valueOf(value);
  }

  @Override
  public int backendPid() {
    return 7;
  }

  @Override
  public long clockMicros() {
    return NOW_MICROS;
  }

  @Override
  public void sleep(long micros) {}

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String version() {
    return "PostgreSQL 15";
  }
}
