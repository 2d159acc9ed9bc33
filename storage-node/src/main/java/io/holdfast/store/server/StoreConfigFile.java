package io.holdfast.store.server;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * The configuration of a store as TOML. Unknown keys are mistakes, not comments.
 *
 * <pre>
 * data-dir = "/var/lib/holdfast/store"     # required
 * pd = ["127.0.0.1:2379"]                  # required
 * listen = "127.0.0.1:20160"
 * advertise = "store-1:20160"              # required where listen is 0.0.0.0
 * status-listen = "127.0.0.1:20180"
 * key-mode = "txn"                         # or "raw"
 * pipeline = "auto"                        # or "inline" or "staged"
 * lease-reads = "off"                      # or "on"
 * sleeping-regions = "on"                  # or "off"
 * store-heartbeat-millis = 10000
 * region-heartbeat-millis = 10000
 * log-compaction-millis = 3000
 * log-kept-silent-mib = 64                 # of one region, for a replica that does not answer
 * log-kept-active-mib = 256                # of one region, for one that does
 * log-kept-store-mib = 1024                # of all regions of the store
 * [labels]
 * zone = "a"
 * </pre>
 */
public final class StoreConfigFile {
  /** As much as the engine keeps. Votes and the purge that makes room need little of it. */
  private static final long LOG_RESERVE_BYTES = 16L << 20;

  /** With more of them a turn is shared out: hand-overs cost less than waiting for the sync. */
  private static final int INLINE_PROCESSORS_MAX = 2;

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "data-dir",
              "pd",
              "listen",
              "advertise",
              "status-listen",
              "key-mode",
              "pipeline",
              "lease-reads",
              "sleeping-regions",
              "store-heartbeat-millis",
              "region-heartbeat-millis",
              "log-compaction-millis",
              "log-kept-silent-mib",
              "log-kept-active-mib",
              "log-kept-store-mib",
              "labels"));

  private static final long MEBIBYTES_MAX = 1 << 20;

  private static final Address DEFAULT_LISTEN = new Address("127.0.0.1", 20160);

  /** The addresses that stand for all of a machine, and lead nobody to it. */
  private static final Set<String> WILDCARDS = new TreeSet<>(List.of("0.0.0.0", "::", "[::]"));

  private StoreConfigFile() {}

  /** The names of all settings, in order. */
  public static Set<String> keys() {
    return Collections.unmodifiableSet(KEYS);
  }

  /**
   * Reads and validates; every mistake is an IllegalArgumentException of one line.
   *
   * @param processors of the machine, for what is left to the program
   */
  public static StoreConfig parse(String text, int processors) {
    TomlParseResult toml = Toml.parse(text);
    if (toml.hasErrors()) {
      throw new IllegalArgumentException(toml.errors().get(0).toString());
    }
    for (String key : new TreeSet<>(toml.keySet())) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("unknown key '" + key + "'; known are " + KEYS);
      }
    }
    try {
      return build(toml, processors);
    } catch (TomlInvalidTypeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static StoreConfig build(TomlParseResult toml, int processors) {
    String directory = toml.getString("data-dir");
    if (directory == null || directory.isEmpty()) {
      throw new IllegalArgumentException("data-dir is required");
    }
    Address listen = address(toml, "listen");
    if (listen != null && WILDCARDS.contains(listen.host()) && address(toml, "advertise") == null) {
      throw new IllegalArgumentException(
          "listen = \""
              + listen
              + "\" needs advertise = \"HOST:PORT\", where others find this store");
    }
    StoreConfig config =
        StoreConfig.of(
                Path.of(directory), listen == null ? DEFAULT_LISTEN : listen, endpoints(toml))
            .withAdvertised(address(toml, "advertise"))
            .withStatusListen(address(toml, "status-listen"))
            .withKeyMode(keyMode(toml.getString("key-mode", () -> "txn")))
            .withPipeline(pipeline(toml.getString("pipeline", () -> "auto"), processors))
            .withLeaseReads(onOrOff(toml, "lease-reads", "off"))
            .withSleepingRegions(onOrOff(toml, "sleeping-regions", "on"))
            .withLabels(labels(toml.getTable("labels")));
    StoreConfig.LogBytes usual = config.limits().logBytes();
    return config
        .withTiming(timing(toml))
        .withLimits(
            config
                .limits()
                .withLogBytes(
                    new StoreConfig.LogBytes(
                        mebibytes(toml, "log-kept-silent-mib", usual.silentMax()),
                        mebibytes(toml, "log-kept-active-mib", usual.activeMax()),
                        mebibytes(toml, "log-kept-store-mib", usual.storeMax()),
                        LOG_RESERVE_BYTES)));
  }

  private static List<Address> endpoints(TomlParseResult toml) {
    TomlArray array = toml.getArray("pd");
    if (array == null || array.isEmpty()) {
      throw new IllegalArgumentException("pd is required: a list of \"host:port\"");
    }
    List<Address> endpoints = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      endpoints.add(Address.parse(array.getString(i)));
    }
    return endpoints;
  }

  private static @Nullable Address address(TomlParseResult toml, String key) {
    String text = toml.getString(key);
    return text == null ? null : Address.parse(text);
  }

  private static KeyMode keyMode(String text) {
    return switch (text) {
      case "txn" -> KeyMode.V1_TXN;
      case "raw" -> KeyMode.V1_RAW;
      default ->
          throw new IllegalArgumentException(
              "key-mode is \"txn\" or \"raw\", not \"" + text + "\"");
    };
  }

  private static StoreConfig.Pipeline pipeline(String text, int processors) {
    return switch (text) {
      case "auto" ->
          processors <= INLINE_PROCESSORS_MAX
              ? StoreConfig.Pipeline.INLINE
              : StoreConfig.Pipeline.STAGED;
      case "inline", "staged" -> StoreConfig.Pipeline.valueOf(text.toUpperCase(Locale.ROOT));
      default ->
          throw new IllegalArgumentException(
              "pipeline is \"auto\", \"inline\" or \"staged\", not \"" + text + "\"");
    };
  }

  private static boolean onOrOff(TomlParseResult toml, String key, String otherwise) {
    String text = toml.getString(key, () -> otherwise);
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new IllegalArgumentException(key + " is \"on\" or \"off\", not \"" + text + "\"");
    };
  }

  private static Map<String, String> labels(@Nullable TomlTable table) {
    Map<String, String> labels = new TreeMap<>();
    if (table != null) {
      for (String key : table.keySet()) {
        String value = table.getString(key);
        labels.put(key, value == null ? "" : value);
      }
    }
    return labels;
  }

  private static StoreConfig.Timing timing(TomlParseResult toml) {
    StoreConfig.Timing defaults = StoreConfig.Timing.defaults();
    return new StoreConfig.Timing(
        defaults.tick(),
        defaults.heartbeatTicks(),
        defaults.electionTicksMin(),
        defaults.electionTicksMax(),
        millis(toml, "store-heartbeat-millis", defaults.storeHeartbeat()),
        millis(toml, "region-heartbeat-millis", defaults.regionHeartbeat()),
        millis(toml, "log-compaction-millis", defaults.logCompaction()),
        defaults.pdRetry());
  }

  private static long mebibytes(TomlParseResult toml, String key, long otherwise) {
    Long value = toml.getLong(key);
    if (value == null) {
      return otherwise;
    }
    if (value <= 0 || value > MEBIBYTES_MAX) {
      throw new IllegalArgumentException(
          key + " must be positive and at most " + MEBIBYTES_MAX + ", not " + value);
    }
    return value << 20;
  }

  private static Duration millis(TomlParseResult toml, String key, Duration otherwise) {
    Long value = toml.getLong(key);
    if (value == null) {
      return otherwise;
    }
    if (value <= 0) {
      throw new IllegalArgumentException(key + " must be positive, not " + value);
    }
    return Duration.ofMillis(value);
  }
}
