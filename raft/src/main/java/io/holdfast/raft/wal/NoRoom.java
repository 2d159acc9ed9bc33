package io.holdfast.raft.wal;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An append or a creation found no room. Told from the same words of a sync, which are final (rule
 * D9): what a failed append was to add is cut off again, what a failed sync covered is unknown.
 */
final class NoRoom extends IOException {
  private NoRoom(IOException cause) {
    super(cause.getMessage(), cause);
  }

  /** Something that takes room. */
  interface Step<T> {
    T run() throws IOException;
  }

  static <T> T at(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (IOException e) {
      throw LogFullException.says(e) ? new NoRoom(e) : e;
    }
  }

  static void atAppend(FileSystem.AppendFile file, ByteBuffer bytes) throws IOException {
    try {
      file.append(bytes);
    } catch (IOException e) {
      throw LogFullException.says(e) ? new NoRoom(e) : e;
    }
  }
}
