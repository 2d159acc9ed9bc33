package io.holdfast.pd.server;

import io.holdfast.pd.state.LiveCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;

/**
 * What a member is told at its start.
 *
 * @param name for people, e.g. {@code pd-1}
 * @param dataDirectory everything durable lies below
 * @param listen where to serve; port 0 takes any free one
 * @param advertised what clients are told, or null for where the member really listens
 * @param keyMode how the cluster spells boundaries; fixed at its first start
 * @param replicas copies of each region; odd
 * @param compactEntries entries between two snapshots of the state
 * @param storeDownTime replicas are moved off a store that is silent for so long
 * @param balanceLeaders leaders are spread over the stores
 */
public record PdConfig(
    String name,
    Path dataDirectory,
    Address listen,
    @Nullable Address advertised,
    KeyMode keyMode,
    int replicas,
    int compactEntries,
    Duration storeDownTime,
    boolean balanceLeaders) {
  /** Copies of each region unless configured. */
  public static final int REPLICAS_DEFAULT = 3;

  /** Entries are small: a few megabytes of log, and less than a second to replay. */
  public static final int COMPACT_ENTRIES_DEFAULT = 4_096;

  /** A machine that is started again is back by then. */
  public static final Duration STORE_DOWN_DEFAULT =
      Duration.ofNanos(LiveCluster.DOWN_NANOS_DEFAULT);

  /** Three heart-beats: less would move data because of a hiccup. */
  private static final Duration STORE_DOWN_MIN = Duration.ofSeconds(30);

  private static final int REPLICAS_MAX = 9;

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "name",
              "data-dir",
              "listen",
              "advertise",
              "key-mode",
              "replicas",
              "compact-entries",
              "store-down-seconds",
              "leader-balance"));

  /** The addresses that stand for all of a machine, and lead nobody to it. */
  private static final Set<String> WILDCARDS = new TreeSet<>(List.of("0.0.0.0", "::", "[::]"));

  /** Validates. */
  public PdConfig {
    if (name.isBlank()) {
      throw new PdConfigException("name must not be empty");
    }
    if (replicas < 1 || replicas > REPLICAS_MAX || replicas % 2 == 0) {
      throw new PdConfigException(
          "replicas must be an odd number from 1 to " + REPLICAS_MAX + ", not " + replicas);
    }
    if (compactEntries < 1) {
      throw new PdConfigException("compact-entries must be positive, not " + compactEntries);
    }
    if (storeDownTime.compareTo(STORE_DOWN_MIN) < 0) {
      throw new PdConfigException(
          "store-down-seconds must be at least "
              + STORE_DOWN_MIN.toSeconds()
              + ", not "
              + storeDownTime.toSeconds());
    }
  }

  /** The defaults: one member on a free port of the loop-back interface, transactions. */
  public static PdConfig of(Path dataDirectory) {
    return new PdConfig(
        "pd-1",
        dataDirectory,
        new Address("127.0.0.1", 0),
        null,
        KeyMode.V1_TXN,
        REPLICAS_DEFAULT,
        COMPACT_ENTRIES_DEFAULT,
        STORE_DOWN_DEFAULT,
        true);
  }

  /** The same under another name. */
  public PdConfig withName(String other) {
    return new PdConfig(
        other,
        dataDirectory,
        listen,
        advertised,
        keyMode,
        replicas,
        compactEntries,
        storeDownTime,
        balanceLeaders);
  }

  /** The same elsewhere. */
  public PdConfig withListen(Address other) {
    return new PdConfig(
        name,
        dataDirectory,
        other,
        advertised,
        keyMode,
        replicas,
        compactEntries,
        storeDownTime,
        balanceLeaders);
  }

  /** The same for clusters of another kind. */
  public PdConfig withKeyMode(KeyMode other) {
    return new PdConfig(
        name,
        dataDirectory,
        listen,
        advertised,
        other,
        replicas,
        compactEntries,
        storeDownTime,
        balanceLeaders);
  }

  /** The same with another number of copies. */
  public PdConfig withReplicas(int other) {
    return new PdConfig(
        name,
        dataDirectory,
        listen,
        advertised,
        keyMode,
        other,
        compactEntries,
        storeDownTime,
        balanceLeaders);
  }

  /** The same with snapshots after another number of entries. */
  public PdConfig withCompactEntries(int other) {
    return new PdConfig(
        name,
        dataDirectory,
        listen,
        advertised,
        keyMode,
        replicas,
        other,
        storeDownTime,
        balanceLeaders);
  }

  /** The same with more or less patience with stores that are away. */
  public PdConfig withStoreDownTime(Duration other) {
    return new PdConfig(
        name,
        dataDirectory,
        listen,
        advertised,
        keyMode,
        replicas,
        compactEntries,
        other,
        balanceLeaders);
  }

  /** The same with leaders where elections bring them. */
  public PdConfig withoutLeaderBalance() {
    return new PdConfig(
        name,
        dataDirectory,
        listen,
        advertised,
        keyMode,
        replicas,
        compactEntries,
        storeDownTime,
        false);
  }

  /** The names of all settings of a configuration file, in order. */
  public static Set<String> keys() {
    return Collections.unmodifiableSet(KEYS);
  }

  /**
   * Reads a configuration file's text.
   *
   * @throws PdConfigException with one line that says what is wrong where
   */
  public static PdConfig parse(String toml) {
    TomlParseResult file = Toml.parse(toml);
    if (file.hasErrors()) {
      throw new PdConfigException(file.errors().get(0).toString());
    }
    for (String key : new TreeSet<>(file.keySet())) {
      if (!KEYS.contains(key)) {
        throw new PdConfigException("unknown setting '" + key + "'");
      }
    }
    String directory = text(file, "data-dir");
    if (directory == null || directory.isBlank()) {
      throw new PdConfigException("data-dir is missing");
    }
    PdConfig base = of(Path.of(directory));
    String name = text(file, "name");
    String mode = text(file, "key-mode");
    Address listen = address(file, "listen");
    if (listen != null && WILDCARDS.contains(listen.host()) && address(file, "advertise") == null) {
      throw new PdConfigException(
          "listen = \""
              + listen
              + "\" needs advertise = \"HOST:PORT\", where others find this placement driver");
    }
    return new PdConfig(
        name == null ? base.name() : name,
        base.dataDirectory(),
        listen == null ? base.listen() : listen,
        address(file, "advertise"),
        mode == null ? base.keyMode() : mode(mode),
        number(file, "replicas", base.replicas()),
        number(file, "compact-entries", base.compactEntries()),
        Duration.ofSeconds(
            number(file, "store-down-seconds", Math.toIntExact(base.storeDownTime().toSeconds()))),
        onOrOff(text(file, "leader-balance")));
  }

  private static KeyMode mode(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "txn" -> KeyMode.V1_TXN;
      case "raw" -> KeyMode.V1_RAW;
      case "v2" -> KeyMode.V2;
      default -> throw new PdConfigException("key-mode must be txn, raw or v2, not '" + text + "'");
    };
  }

  private static boolean onOrOff(@Nullable String text) {
    return switch (text == null ? "on" : text) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new PdConfigException("leader-balance is \"on\" or \"off\", not \"" + text + "\"");
    };
  }

  private static @Nullable String text(TomlParseResult file, String key) {
    try {
      return file.getString(key);
    } catch (TomlInvalidTypeException e) {
      throw new PdConfigException(key + " must be a text in quotes", e);
    }
  }

  private static int number(TomlParseResult file, String key, int otherwise) {
    try {
      Long value = file.getLong(key);
      return value == null ? otherwise : Math.toIntExact(value);
    } catch (TomlInvalidTypeException | ArithmeticException e) {
      throw new PdConfigException(key + " must be a number", e);
    }
  }

  private static @Nullable Address address(TomlParseResult file, String key) {
    String text = text(file, key);
    try {
      return text == null ? null : Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PdConfigException(key + " is not host:port: '" + text + "'", e);
    }
  }
}
