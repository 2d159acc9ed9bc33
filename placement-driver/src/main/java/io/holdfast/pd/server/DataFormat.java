package io.holdfast.pd.server;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * The {@code FORMAT} file of a data directory: what wrote it, for which cluster. Text, one {@code
 * key=value} a line, so that people can read it.
 *
 * @param begun there has been a log: one that is missing was lost
 */
record DataFormat(long clusterId, KeyMode keyMode, boolean begun) {
  static final String FILE = "FORMAT";
  private static final String TEMPORARY = "FORMAT.new";
  private static final String KIND = "placement-driver";
  private static final int VERSION = 1;
  private static final int BYTES_MAX = 4_096;

  /** Reads the file, or writes it into a directory that is empty. */
  static DataFormat open(FileSystem files, Path directory, DataFormat fresh)
      throws IOException, PdStartException {
    Path file = directory.resolve(FILE);
    if (files.exists(file)) {
      return read(files, file);
    }
    List<String> others =
        files.list(directory).stream()
            .filter(name -> !name.equals(TEMPORARY) && !name.endsWith(".lock"))
            .toList();
    if (!others.isEmpty()) {
      throw new PdStartException(
          "Data directory " + directory + " holds files of something else: " + others.get(0));
    }
    write(files, directory, fresh);
    return fresh;
  }

  /** The same, with a log from now on; durable when this returns. */
  DataFormat begin(FileSystem files, Path directory) throws IOException {
    DataFormat with = new DataFormat(clusterId, keyMode, true);
    write(files, directory, with);
    return with;
  }

  static void write(FileSystem files, Path directory, DataFormat format) throws IOException {
    Path temporary = directory.resolve(TEMPORARY);
    files.delete(temporary);
    try (FileSystem.AppendFile out = files.create(temporary)) {
      out.append(Bytes.utf8(format.text()).asByteBuffer());
      out.sync();
    }
    files.rename(temporary, directory.resolve(FILE));
    files.syncDirectory(directory);
  }

  private String text() {
    return "kind="
        + KIND
        + "\nversion="
        + VERSION
        + "\ncluster="
        + Long.toUnsignedString(clusterId)
        + "\nkey-mode="
        + keyMode
        + (begun ? "\nlog=begun\n" : "\n");
  }

  private static DataFormat read(FileSystem files, Path file) throws IOException, PdStartException {
    TreeMap<String, String> fields = new TreeMap<>();
    for (String line : readAll(files, file).toUtf8().split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    if (!KIND.equals(fields.get("kind"))) {
      throw new PdStartException("Not a data directory of a placement driver: " + file);
    }
    if (!Integer.toString(VERSION).equals(fields.get("version"))) {
      throw new PdStartException("Unknown format version " + fields.get("version") + " in " + file);
    }
    try {
      return new DataFormat(
          Long.parseUnsignedLong(fields.getOrDefault("cluster", "")),
          KeyMode.valueOf(fields.getOrDefault("key-mode", "")),
          "begun".equals(fields.get("log")));
    } catch (IllegalArgumentException e) {
      throw new PdStartException("Damaged file " + file, e);
    }
  }

  static Bytes readAll(FileSystem files, Path file) throws IOException, PdStartException {
    try (FileSystem.ReadFile in = files.open(file)) {
      if (in.size() > BYTES_MAX) {
        throw new PdStartException("Damaged file " + file + ": too long");
      }
      ByteBuffer content = ByteBuffer.allocate((int) in.size());
      while (content.hasRemaining() && in.read(content.position(), content) > 0) {
        // A read may be short.
      }
      return Bytes.copyOf(content.flip());
    }
  }
}
