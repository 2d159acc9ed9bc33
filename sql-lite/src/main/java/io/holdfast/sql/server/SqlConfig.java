package io.holdfast.sql.server;

import io.holdfast.runtime.net.Address;

/**
 * How a SQL node runs.
 *
 * @param listen where it listens; port 0 takes any free one
 * @param connectionsMax sessions at a time; further clients are told 53300
 * @param planCacheEntries plans kept; 0 for none
 * @param messageBytesMax largest message of a client
 * @param statementMemoryBytes what one statement may hold in memory
 * @param warmUp run a few statements at the start, so that the first user does not wait for the
 *     loading of classes
 */
public record SqlConfig(
    Address listen,
    int connectionsMax,
    int planCacheEntries,
    int messageBytesMax,
    long statementMemoryBytes,
    boolean warmUp) {
  private static final int CONNECTIONS_DEFAULT = 100;

  /** Entries are some kilobytes each. */
  private static final int PLANS_DEFAULT = 2_000;

  /** As large as a transaction can be. */
  private static final int MESSAGE_BYTES_DEFAULT = 64 * 1024 * 1024;

  private static final long STATEMENT_MEMORY_DEFAULT = 256L * 1024 * 1024;

  /** Checks the bounds. */
  public SqlConfig {
    if (connectionsMax < 1 || planCacheEntries < 0 || messageBytesMax < 1024) {
      throw new IllegalArgumentException(
          "connections "
              + connectionsMax
              + ", plans "
              + planCacheEntries
              + ", message bytes "
              + messageBytesMax);
    }
  }

  /** Defaults, on any free port of the loopback address. */
  public static SqlConfig defaults() {
    return new SqlConfig(
        new Address("127.0.0.1", 0),
        CONNECTIONS_DEFAULT,
        PLANS_DEFAULT,
        MESSAGE_BYTES_DEFAULT,
        STATEMENT_MEMORY_DEFAULT,
        true);
  }

  /** The same at another address. */
  public SqlConfig withListen(Address address) {
    return new SqlConfig(
        address, connectionsMax, planCacheEntries, messageBytesMax, statementMemoryBytes, warmUp);
  }

  /** The same with another bound of sessions. */
  public SqlConfig withConnectionsMax(int max) {
    return new SqlConfig(
        listen, max, planCacheEntries, messageBytesMax, statementMemoryBytes, warmUp);
  }

  /** The same with another number of plans kept. */
  public SqlConfig withPlanCacheEntries(int entries) {
    return new SqlConfig(
        listen, connectionsMax, entries, messageBytesMax, statementMemoryBytes, warmUp);
  }

  /** The same, with or without warming up. */
  public SqlConfig withWarmUp(boolean value) {
    return new SqlConfig(
        listen, connectionsMax, planCacheEntries, messageBytesMax, statementMemoryBytes, value);
  }
}
