package io.holdfast.raft.wal;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * The files of segments: begun from spare ones, lengthened ahead of what is written, kept as spare
 * when nothing in them is needed. A sync of bytes inside of a file need not record that it grew.
 * Belongs to the log loop.
 *
 * <p>A spare still holds the frames of its life before. They are of an older segment, which their
 * checksums cover, so no reader takes them for the new one's (rule D5). It is begun only after its
 * new name's predecessor is durably gone, and only by the life that kept it: the first segment of a
 * life, whose number an earlier attempt may have used, is always a fresh file.
 */
final class SegmentFiles {
  private static final String SPARE = "spare-";

  /** Prepared anew when less is left; most batches are smaller. */
  private static final int AHEAD_PARTS = 16;

  private final FileSystem files;
  private final Path directory;
  private final LogOptions options;
  private final ArrayDeque<Path> spares = new ArrayDeque<>();

  /** The disk has been full: nothing is taken ahead of need. */
  private boolean tight;

  SegmentFiles(FileSystem files, Path directory, LogOptions options) {
    this.files = files;
    this.directory = directory;
    this.options = options;
  }

  /** Those of earlier lives: whether their names and contents are durable is not known. */
  static void deleteSpares(FileSystem files, Path directory) throws IOException {
    for (String name : files.list(directory)) {
      if (name.startsWith(SPARE)) {
        files.delete(directory.resolve(name));
      }
    }
  }

  /** A file for this segment, nothing of it synced; {@link NoRoom} when there is none. */
  FileSystem.AppendFile begin(Segment segment) throws IOException {
    Path spare = spares.pollFirst();
    if (spare == null) {
      return NoRoom.at(() -> files.create(segment.path));
    }
    files.rename(spare, segment.path);
    return files.openForReuse(segment.path);
  }

  /** Whether {@link #begin} would take a spare file. */
  boolean hasSpare() {
    return !spares.isEmpty();
  }

  /** Lengthens the file being written where that is due. Want of room is none of this. */
  void prepare(FileSystem.AppendFile open) throws IOException {
    long size = open.size();
    long step = options.allocateBytes();
    if (tight || step == 0 || open.allocated() - size > step / AHEAD_PARTS) {
      return;
    }
    long end = Math.min(size + step, options.segmentBytesMax());
    if (end <= open.allocated()) {
      return;
    }
    try {
      open.allocate(end);
    } catch (IOException e) {
      if (!LogFullException.says(e)) {
        throw e;
      }
      tight = true; // The append grows the file, or finds no room itself.
    }
  }

  /** The segment's name is gone when this returns, durably; its file may be kept. */
  void retire(Segment oldest) throws IOException {
    if (worthKeeping(oldest.path)) {
      Path spare = directory.resolve(SPARE + Long.toHexString(oldest.id));
      files.rename(oldest.path, spare);
      files.syncDirectory(directory);
      spares.addLast(spare);
    } else {
      files.delete(oldest.path);
      files.syncDirectory(directory);
    }
  }

  private boolean worthKeeping(Path path) throws IOException {
    if (tight || spares.size() >= options.sparesMax() || !files.exists(path)) {
      return false;
    }
    try (FileSystem.ReadFile file = files.open(path)) {
      long bytes = file.size();
      return bytes >= options.segmentBytesMax() / 2 && bytes <= 2 * options.segmentBytesMax();
    }
  }

  /** Nothing is taken ahead of need any more; true iff there was something to give. */
  boolean giveUp() {
    tight = true;
    boolean any = hasSpare();
    for (Path spare = spares.pollFirst(); spare != null; spare = spares.pollFirst()) {
      any &= deleted(spare);
    }
    return any;
  }

  private boolean deleted(Path spare) {
    try {
      files.delete(spare);
      return true;
    } catch (IOException e) {
      return false; // As with the reserve: who needs the room says what is wrong.
    }
  }

  /** There is room again. */
  void ample() {
    tight = false;
  }
}
