package io.holdfast.sql.expr;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What functions may ask and tell the session that runs them. One thread at a time. */
public interface SessionView {
  /** Name of the role in force (current_user). */
  String currentUser();

  /** Name the session has authenticated as (session_user). */
  String sessionUser();

  /** Name of the database. */
  String database();

  /** Schemas of the search path that exist, without the implicit pg_catalog. */
  List<String> searchPath();

  /** A setting as SHOW gives it; null when there is none of that name. */
  @Nullable String setting(String name);

  /**
   * Changes a setting (set_config).
   *
   * @param local until the end of the transaction only
   * @return the value as SHOW gives it now
   */
  String set(String name, @Nullable String value, boolean local);

  /** What BackendKeyData said. */
  int backendPid();

  /** The clock: microseconds since 2000-01-01 UTC, different at each call (clock_timestamp). */
  long clockMicros();

  /** Waits; answers SQLSTATE 57014 when the statement is cancelled meanwhile. */
  void sleep(long micros);

  /** Where random() takes its numbers from. */
  RandomGenerator random();

  /** Text of version(). */
  String version();
}
