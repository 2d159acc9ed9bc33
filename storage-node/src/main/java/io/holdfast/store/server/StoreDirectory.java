package io.holdfast.store.server;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.DirectoryInUseException;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.server.StoreStartException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a store.
 *
 * <pre>
 * FORMAT      kind, version and key mode of what lies here; once written it stays
 * IDENTITY    cluster and store id; written when the placement driver has given the store its id;
 *             and the log's id once log and engine know each other (rule D12)
 * BOOT        number of the present life, and the longest promise to another store so far; only
 *             where leases are or were on (rules L1, L5)
 * data/       the engine
 * raft-log/   the log of all regions
 * snapshots/  snapshots on their way in
 * </pre>
 *
 * <p>The files are text, written beside and renamed, so that they are there whole or not at all.
 */
final class StoreDirectory {
  static final int FORMAT_VERSION = 2;

  private static final String FORMAT = "FORMAT";
  private static final String IDENTITY = "IDENTITY";
  private static final String BOOT = "BOOT";
  private static final String KIND = "store";
  private static final int FILE_BYTES_MAX = 4096;

  private final FileSystem files;
  private final Path root;
  private final AutoCloseable lock;
  private final KeyMode keyMode;

  private StoreDirectory(FileSystem files, Path root, AutoCloseable lock, KeyMode keyMode) {
    this.files = files;
    this.root = root;
    this.lock = lock;
    this.keyMode = keyMode;
  }

  /** Who this store is. */
  record Identity(long clusterId, long storeId) {}

  /**
   * A life of this store.
   *
   * @param number rises with each life that promises anything; 0 when none did
   * @param promiseNanos the longest promise of any life so far, 0 for none
   */
  record Boot(long number, long promiseNanos) {
    static final Boot NONE = new Boot(0, 0);
  }

  /** Locks and checks the directory; an empty one stays empty but for the lock. */
  static StoreDirectory open(FileSystem files, Path root, KeyMode keyMode) {
    AutoCloseable lock = null;
    try {
      files.createDirectories(root);
      lock = files.lockDirectory(root);
      StoreDirectory directory = new StoreDirectory(files, root, lock, keyMode);
      directory.checkFormat();
      return directory;
    } catch (DirectoryInUseException e) {
      throw new StoreStartException(
          Reason.IN_USE, "data directory is in use by another store: " + root, e);
    } catch (IOException e) {
      release(lock);
      throw new StoreStartException(
          Reason.ENVIRONMENT, "cannot use data directory " + root + ": " + e.getMessage(), e);
    } catch (StoreStartException e) {
      release(lock);
      throw e;
    }
  }

  private void checkFormat() throws IOException {
    Map<String, String> fields = read(FORMAT);
    if (fields == null) {
      List<String> present =
          files.list(root).stream()
              .filter(
                  name -> !name.endsWith(".new") && !name.toLowerCase(Locale.ROOT).contains("lock"))
              .toList();
      if (!present.isEmpty()) {
        throw new StoreStartException(
            Reason.UNKNOWN_FORMAT,
            "data directory "
                + root
                + (present.contains(IDENTITY)
                    ? " is of a store, but its file FORMAT is missing"
                    : " holds files of something else: " + present.get(0)));
      }
      return; // Nothing is written before the cluster has taken the store.
    }
    if (!KIND.equals(fields.get("kind"))
        || !Integer.toString(FORMAT_VERSION).equals(fields.get("version"))) {
      throw new StoreStartException(
          Reason.UNKNOWN_FORMAT,
          "data directory "
              + root
              + " has format "
              + fields.get("kind")
              + " version "
              + fields.get("version")
              + ", this program reads "
              + KIND
              + " version "
              + FORMAT_VERSION);
    }
    if (!keyMode.name().equals(fields.get("key-mode"))) {
      throw new StoreStartException(
          Reason.OTHER_KEY_MODE,
          "data directory "
              + root
              + " is of key mode "
              + fields.get("key-mode")
              + ", configured is "
              + keyMode);
    }
  }

  /** Who the store was in its earlier life; null before it had an id. */
  @Nullable Identity identity() {
    Map<String, String> fields = read(IDENTITY);
    if (fields == null) {
      return null;
    }
    try {
      return new Identity(
          Long.parseUnsignedLong(fields.getOrDefault("cluster", "")),
          Long.parseUnsignedLong(fields.getOrDefault("store", "")));
    } catch (NumberFormatException e) {
      throw new StoreStartException(
          Reason.CORRUPT_MARKER, "unreadable " + root.resolve(IDENTITY), e);
    }
  }

  /** Id of the log that belongs to the engine; null before there was one. */
  @Nullable Long logId() {
    Map<String, String> fields = read(IDENTITY);
    String id = fields == null ? null : fields.get("log");
    try {
      return id == null ? null : Long.parseUnsignedLong(id, 16);
    } catch (NumberFormatException e) {
      throw new StoreStartException(
          Reason.CORRUPT_MARKER, "unreadable " + root.resolve(IDENTITY), e);
    }
  }

  /** What earlier lives have promised. */
  Boot boot() {
    Map<String, String> fields = read(BOOT);
    if (fields == null) {
      return Boot.NONE;
    }
    try {
      return new Boot(
          Long.parseUnsignedLong(fields.getOrDefault("boot", "")),
          Long.parseUnsignedLong(fields.getOrDefault("promise-nanos", "")));
    } catch (NumberFormatException e) {
      throw new StoreStartException(Reason.CORRUPT_MARKER, "unreadable " + root.resolve(BOOT), e);
    }
  }

  /** A life begins that may promise so much; durable when this returns (L1, L5). */
  void rememberBoot(Boot boot) {
    try {
      write(BOOT, "boot=" + boot.number() + "\npromise-nanos=" + boot.promiseNanos() + "\n");
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot write " + root.resolve(BOOT), e);
    }
  }

  /** Remembers who the store is, durably, before it acts as such. */
  void remember(Identity identity) {
    try {
      if (!files.exists(root.resolve(FORMAT))) {
        write(
            FORMAT,
            "kind=" + KIND + "\nversion=" + FORMAT_VERSION + "\nkey-mode=" + keyMode + "\n");
      }
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot write " + root.resolve(FORMAT), e);
    }
    writeIdentity(text(identity));
  }

  /**
   * Takes back all that a first start has left before the cluster knew of the store, so that the
   * next one is a first start again. Engine and log are closed.
   */
  void erase(Identity identity) throws IOException {
    writeIdentity(text(identity)); // A crash in between leaves a store that has not begun.
    for (Path directory : List.of(engine(), raftLog(), snapshots())) {
      files.delete(directory);
    }
    files.delete(root.resolve(BOOT));
    files.delete(root.resolve(IDENTITY));
    files.delete(root.resolve(FORMAT));
    files.syncDirectory(root);
  }

  /** Remembers besides which log belongs to the engine: from now on neither may be missing. */
  void rememberLog(Identity identity, long logId) {
    writeIdentity(text(identity) + "log=" + Long.toHexString(logId) + "\n");
  }

  private static String text(Identity identity) {
    return "cluster="
        + Long.toUnsignedString(identity.clusterId())
        + "\nstore="
        + Long.toUnsignedString(identity.storeId())
        + "\n";
  }

  private void writeIdentity(String text) {
    try {
      write(IDENTITY, text);
    } catch (IOException e) {
      throw new StoreStartException(
          Reason.ENVIRONMENT, "cannot write " + root.resolve(IDENTITY), e);
    }
  }

  Path engine() {
    return root.resolve("data");
  }

  Path raftLog() {
    return root.resolve("raft-log");
  }

  Path snapshots() {
    return root.resolve("snapshots");
  }

  Path root() {
    return root;
  }

  void unlock() {
    release(lock);
  }

  private static void release(@Nullable AutoCloseable lock) {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
    } catch (Exception e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot release the directory lock", e);
    }
  }

  private void write(String name, String text) throws IOException {
    Path temporary = root.resolve(name + ".new");
    files.delete(temporary);
    try (FileSystem.AppendFile out = files.create(temporary)) {
      out.append(Bytes.utf8(text).asByteBuffer());
      out.sync();
    }
    files.rename(temporary, root.resolve(name));
    files.syncDirectory(root);
  }

  private @Nullable Map<String, String> read(String name) {
    Path file = root.resolve(name);
    try {
      if (!files.exists(file)) {
        return null;
      }
      try (FileSystem.ReadFile in = files.open(file)) {
        if (in.size() > FILE_BYTES_MAX) {
          throw new StoreStartException(Reason.CORRUPT_MARKER, "too long: " + file);
        }
        ByteBuffer content = ByteBuffer.allocate((int) in.size());
        while (content.hasRemaining() && in.read(content.position(), content) > 0) {
          // A read may be short.
        }
        return fields(Bytes.copyOf(content.flip()).toUtf8());
      }
    } catch (IOException e) {
      throw new StoreStartException(Reason.ENVIRONMENT, "cannot read " + file, e);
    }
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return fields;
  }
}
