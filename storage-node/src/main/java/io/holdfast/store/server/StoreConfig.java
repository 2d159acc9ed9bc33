package io.holdfast.store.server;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be said about one store. Built from {@link #of} and the {@code with} methods,
 * or from TOML by {@link StoreConfigFile}.
 *
 * @param dataDirectory all files of the store
 * @param listen where to serve; port 0 takes a free one
 * @param advertised what others are told, null for what was bound
 * @param statusListen where to answer HTTP, null for nowhere
 * @param pdEndpoints members of the placement driver
 * @param keyMode how boundaries are encoded; fixed for the life of the cluster
 * @param pipeline how roles share threads
 * @param labels where the store stands, for placement
 * @param timing periods
 * @param limits bounds
 * @param leaseReads leaders answer reads alone while enough stores support theirs
 * @param sleepingRegions regions to which nothing happens say nothing while their stores are in
 *     touch
 */
public record StoreConfig(
    Path dataDirectory,
    Address listen,
    @Nullable Address advertised,
    @Nullable Address statusListen,
    List<Address> pdEndpoints,
    KeyMode keyMode,
    Pipeline pipeline,
    Map<String, String> labels,
    Timing timing,
    Limits limits,
    boolean leaseReads,
    boolean sleepingRegions) {

  /** How the roles of a store share loops. */
  public enum Pipeline {
    /** One loop does step, log, sync and apply: best on one or two cores. */
    INLINE,
    /** Log writer, apply and reads have loops of their own. */
    STAGED
  }

  /**
   * Periods, all positive.
   *
   * @param tick one step of the Raft clock
   * @param heartbeatTicks ticks between heartbeats
   * @param electionTicksMin shortest election timeout
   * @param electionTicksMax longest election timeout, exclusive
   * @param storeHeartbeat report of the store
   * @param regionHeartbeat report of a region that did not change
   * @param logCompaction round of log truncation
   * @param pdRetry first delay of the back-off towards the placement driver
   */
  public record Timing(
      Duration tick,
      int heartbeatTicks,
      int electionTicksMin,
      int electionTicksMax,
      Duration storeHeartbeat,
      Duration regionHeartbeat,
      Duration logCompaction,
      Duration pdRetry) {
    /** Production: heartbeats of 100 ms, elections after 1 to 2 s. */
    public static Timing defaults() {
      return new Timing(
          Duration.ofMillis(50),
          2,
          20,
          40,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofMillis(100));
    }

    /** Reports every second, so that tests see changes soon. */
    public static Timing quick() {
      return new Timing(
          Duration.ofMillis(50),
          2,
          20,
          40,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(50));
    }
  }

  /**
   * Bounds.
   *
   * @param entryBytesMax largest log entry
   * @param pendingBytesMax proposals of the store waiting for apply; more is refused as busy
   * @param pendingReadsMax reads of the store waiting for a read index; more is refused as busy
   * @param compactEntriesMin entries that make a truncation worth while
   * @param compactEntriesForced entries kept at most for a follower that does not answer
   * @param snapshotChunkBytes size of one chunk of a snapshot
   * @param snapshotsMax snapshots sent, and received, at once
   * @param logBytes how much of the logs is kept for followers that lag
   */
  public record Limits(
      int entryBytesMax,
      long pendingBytesMax,
      int pendingReadsMax,
      long compactEntriesMin,
      long compactEntriesForced,
      int snapshotChunkBytes,
      int snapshotsMax,
      LogBytes logBytes) {
    /** The documented bounds of logs, all others given. */
    public Limits(
        int entryBytesMax,
        long pendingBytesMax,
        int pendingReadsMax,
        long compactEntriesMin,
        long compactEntriesForced,
        int snapshotChunkBytes,
        int snapshotsMax) {
      this(
          entryBytesMax,
          pendingBytesMax,
          pendingReadsMax,
          compactEntriesMin,
          compactEntriesForced,
          snapshotChunkBytes,
          snapshotsMax,
          LogBytes.defaults());
    }

    /** The same with other bounds of logs. */
    public Limits withLogBytes(LogBytes other) {
      return new Limits(
          entryBytesMax,
          pendingBytesMax,
          pendingReadsMax,
          compactEntriesMin,
          compactEntriesForced,
          snapshotChunkBytes,
          snapshotsMax,
          other);
    }

    /** The documented limits of a cluster. */
    public static Limits defaults() {
      // 128 MiB of proposals is some seconds of a fast disk. 200,000 entries of 200 bytes are 40
      // MiB of log that a returning follower may still ask for.
      return new Limits(8 << 20, 128L << 20, 20_000, 50, 200_000, 512 << 10, 4);
    }
  }

  /**
   * Bytes of logs that are kept, counting disk and index in memory.
   *
   * @param silentMax of one region for a follower that does not answer
   * @param activeMax of one region for one that answers, or is being sent a snapshot
   * @param storeMax of all regions of the store together; beyond, each keeps its share for those
   *     that do not answer, beyond twice as much for all
   * @param reserve room on the log's disk that is kept for the day on which it is full; 0 for none
   */
  public record LogBytes(long silentMax, long activeMax, long storeMax, long reserve) {
    /** Without a reserve. */
    public LogBytes(long silentMax, long activeMax, long storeMax) {
      this(silentMax, activeMax, storeMax, 0);
    }

    /** The same with a reserve. */
    public LogBytes withReserve(long bytes) {
      return new LogBytes(silentMax, activeMax, storeMax, bytes);
    }

    /** The same with another bound for who does not answer. */
    public LogBytes withSilentMax(long bytes) {
      return new LogBytes(bytes, activeMax, storeMax, reserve);
    }

    /** The documented limits of a cluster, without a reserve. */
    public static LogBytes defaults() {
      // While a snapshot of a region of 96 MiB travels and is installed, writes of more than twice
      // its size may come in.
      return new LogBytes(64L << 20, 256L << 20, 1L << 30);
    }
  }

  /** Validates and copies. */
  public StoreConfig {
    pdEndpoints = List.copyOf(pdEndpoints);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    if (pdEndpoints.isEmpty()) {
      throw new IllegalArgumentException("a store needs at least one placement driver endpoint");
    }
    if (keyMode == KeyMode.V2) {
      throw new IllegalArgumentException("key mode not supported by this version: " + keyMode);
    }
  }

  /** Defaults, for the three things that have none. */
  public static StoreConfig of(Path dataDirectory, Address listen, List<Address> pdEndpoints) {
    return new StoreConfig(
        dataDirectory,
        listen,
        null,
        null,
        pdEndpoints,
        KeyMode.V1_TXN,
        Pipeline.INLINE,
        Map.of(),
        Timing.defaults(),
        Limits.defaults(),
        false,
        true);
  }

  /** The same with another key mode. */
  public StoreConfig withKeyMode(KeyMode mode) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        mode,
        pipeline,
        labels,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with another pipeline. */
  public StoreConfig withPipeline(Pipeline other) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        other,
        labels,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with other periods. */
  public StoreConfig withTiming(Timing other) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        other,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with other bounds. */
  public StoreConfig withLimits(Limits other) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        other,
        leaseReads,
        sleepingRegions);
  }

  /** The same at another address. */
  public StoreConfig withListen(Address other) {
    return new StoreConfig(
        dataDirectory,
        other,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with an HTTP door. */
  public StoreConfig withStatusListen(@Nullable Address status) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        status,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with an address to tell others. */
  public StoreConfig withAdvertised(@Nullable Address other) {
    return new StoreConfig(
        dataDirectory,
        listen,
        other,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with other labels. */
  public StoreConfig withLabels(Map<String, String> other) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        other,
        timing,
        limits,
        leaseReads,
        sleepingRegions);
  }

  /** The same with reads under leases, or without. */
  public StoreConfig withLeaseReads(boolean on) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        limits,
        on,
        sleepingRegions);
  }

  /** The same with regions that sleep, or without. */
  public StoreConfig withSleepingRegions(boolean on) {
    return new StoreConfig(
        dataDirectory,
        listen,
        advertised,
        statusListen,
        pdEndpoints,
        keyMode,
        pipeline,
        labels,
        timing,
        limits,
        leaseReads,
        on);
  }
}
