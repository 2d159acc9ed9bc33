package io.holdfast.cluster;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.store.server.StoreConfig.Limits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a local cluster is made of.
 *
 * @param stores number of stores
 * @param keyMode raw or transactional keys
 * @param pdPort port of the placement driver, 0 for any free one
 * @param directory where data lives; null for a temporary directory that is removed on close
 * @param status whether every node answers HTTP for metrics and health
 * @param sqlPort port of a SQL node in this JVM, 0 for any free one; null for none
 * @param startPatience how long the start may take
 * @param storeLimits bounds of every store
 */
public record LocalClusterOptions(
    int stores,
    KeyMode keyMode,
    int pdPort,
    @Nullable Path directory,
    boolean status,
    @Nullable Integer sqlPort,
    Duration startPatience,
    Limits storeLimits) {
  /** Validates. */
  public LocalClusterOptions {
    if (stores < 1) {
      throw new IllegalArgumentException("a cluster needs a store: " + stores);
    }
    if (sqlPort != null && keyMode != KeyMode.V1_TXN) {
      throw new IllegalArgumentException("SQL needs keys for transactions, not " + keyMode);
    }
  }

  /** Three stores, transactions, temporary files, any free ports, no HTTP, no SQL. */
  public static LocalClusterOptions defaults() {
    return new LocalClusterOptions(
        3, KeyMode.V1_TXN, 0, null, false, null, Duration.ofMinutes(1), Limits.defaults());
  }

  /** Replicas of every region: three, or fewer where there are fewer stores. */
  public int replicas() {
    return stores < 3 ? 1 : 3;
  }

  /** The same with that many stores. */
  public LocalClusterOptions withStores(int count) {
    return new LocalClusterOptions(
        count, keyMode, pdPort, directory, status, sqlPort, startPatience, storeLimits);
  }

  /** The same with another key mode. */
  public LocalClusterOptions withKeyMode(KeyMode mode) {
    return new LocalClusterOptions(
        stores, mode, pdPort, directory, status, sqlPort, startPatience, storeLimits);
  }

  /** The same with the placement driver at a fixed port. */
  public LocalClusterOptions withPdPort(int port) {
    return new LocalClusterOptions(
        stores, keyMode, port, directory, status, sqlPort, startPatience, storeLimits);
  }

  /** The same with data that stays. */
  public LocalClusterOptions withDirectory(@Nullable Path kept) {
    return new LocalClusterOptions(
        stores, keyMode, pdPort, kept, status, sqlPort, startPatience, storeLimits);
  }

  /** The same with or without HTTP. */
  public LocalClusterOptions withStatus(boolean on) {
    return new LocalClusterOptions(
        stores, keyMode, pdPort, directory, on, sqlPort, startPatience, storeLimits);
  }

  /** The same with a SQL node at that port, 0 for any free one; null for none. */
  public LocalClusterOptions withSqlPort(@Nullable Integer port) {
    return new LocalClusterOptions(
        stores, keyMode, pdPort, directory, status, port, startPatience, storeLimits);
  }

  /** The same with other bounds of the stores. */
  public LocalClusterOptions withStoreLimits(Limits limits) {
    return new LocalClusterOptions(
        stores, keyMode, pdPort, directory, status, sqlPort, startPatience, limits);
  }
}
