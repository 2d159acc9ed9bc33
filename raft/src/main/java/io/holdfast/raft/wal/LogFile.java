package io.holdfast.raft.wal;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code LOG} beside the segments: which log this is, and what its segments cannot say of
 * those that are not there. Text, written beside and renamed.
 *
 * @param id drawn when the log was created
 * @param first no segment above this one has ever been deleted as superfluous: the oldest that is
 *     there must not be younger
 * @param openCount the log was opened so often, each time with a segment of its own
 */
record LogFile(long id, long first, int openCount) {
  static final String NAME = "LOG";

  private static final int FILE_BYTES_MAX = 4096;
  private static final int FORMAT = 1;

  LogFile withFirst(long segment) {
    return new LogFile(id, segment, openCount);
  }

  LogFile withOpenCount(int count) {
    return new LogFile(id, first, count);
  }

  /** Null when there is none. */
  static @Nullable LogFile read(FileSystem files, Path directory) throws IOException {
    Path path = directory.resolve(NAME);
    if (!files.exists(path)) {
      return null;
    }
    Map<String, String> fields = new TreeMap<>();
    for (String line : text(files, path).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    if (fields.isEmpty()) {
      throw new LogCorruptionException(path, 0, "the description of the log is empty");
    }
    if (!Integer.toString(FORMAT).equals(fields.get("format"))) {
      throw new LogFormatException(path, "unknown format " + fields.get("format"));
    }
    try {
      return new LogFile(
          Long.parseUnsignedLong(fields.getOrDefault("log", ""), 16),
          Long.parseUnsignedLong(fields.getOrDefault("first", ""), 16),
          Integer.parseInt(fields.getOrDefault("opened", "")));
    } catch (NumberFormatException e) {
      throw new LogCorruptionException(path, 0, "unreadable description of the log");
    }
  }

  private static String text(FileSystem files, Path path) throws IOException {
    try (FileSystem.ReadFile in = files.open(path)) {
      ByteBuffer content = ByteBuffer.allocate((int) Math.min(in.size(), FILE_BYTES_MAX));
      while (content.hasRemaining() && in.read(content.position(), content) > 0) {
        // A read may be short.
      }
      return Bytes.copyOf(content.flip()).toUtf8();
    }
  }

  /** Replaces the file, durably. */
  void write(FileSystem files, Path directory) throws IOException {
    Path temporary = directory.resolve(NAME + ".new");
    files.delete(temporary);
    try (FileSystem.AppendFile out = NoRoom.at(() -> files.create(temporary))) {
      String text =
          "format="
              + FORMAT
              + "\nlog="
              + Long.toHexString(id)
              + "\nfirst="
              + Long.toHexString(first)
              + "\nopened="
              + openCount
              + "\n";
      NoRoom.atAppend(out, Bytes.utf8(text).asByteBuffer());
      out.sync();
    }
    files.rename(temporary, directory.resolve(NAME));
    files.syncDirectory(directory);
  }
}
