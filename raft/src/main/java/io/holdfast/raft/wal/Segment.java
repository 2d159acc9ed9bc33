package io.holdfast.raft.wal;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file of the log as the home loop sees it. Id and path are immutable. */
final class Segment {
  private static final String PREFIX = "segment-";
  private static final String SUFFIX = ".log";
  private static final int ID_DIGITS = 16;

  final long id;
  final Path path;

  /** Bytes of entries in it that some group still holds. */
  long liveBytes;

  /** Where its content ends, as of the last completed batch; its file may be longer. */
  long sizeBytes;

  private FileSystem.@Nullable ReadFile reader;

  Segment(long id, Path directory) {
    this.id = id;
    String digits = Long.toHexString(id);
    this.path =
        directory.resolve(PREFIX + "0".repeat(ID_DIGITS - digits.length()) + digits + SUFFIX);
  }

  /** The id in a file's name, or 0 when it is no segment. */
  static long idOf(String name) {
    if (name.length() != PREFIX.length() + ID_DIGITS + SUFFIX.length()
        || !name.startsWith(PREFIX)
        || !name.endsWith(SUFFIX)) {
      return 0;
    }
    try {
      return Long.parseLong(name, PREFIX.length(), PREFIX.length() + ID_DIGITS, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Fills {@code target} from {@code offset}; false when the file ends before. */
  boolean read(FileSystem files, long offset, ByteBuffer target) throws IOException {
    FileSystem.ReadFile file = reader;
    if (file == null) {
      file = files.open(path);
      reader = file;
    }
    long position = offset;
    while (target.hasRemaining()) {
      int count = file.read(position, target);
      if (count < 0) {
        return false;
      }
      position += count;
    }
    return true;
  }

  void closeReader() throws IOException {
    FileSystem.ReadFile file = reader;
    reader = null;
    if (file != null) {
      file.close();
    }
  }
}
