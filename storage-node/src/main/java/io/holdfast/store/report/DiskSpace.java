package io.holdfast.store.report;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.FileSystem.Space;
import io.holdfast.runtime.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Room on the disk of a store, as it was a report ago: asking may wait for the disk, and the store
 * loop never does.
 */
public final class DiskSpace {
  private final EventLoop background;
  private final FileSystem files;
  private final Path directory;
  private volatile Space latest;

  /** Begins with what is true now; the directory exists. */
  public DiskSpace(EventLoop background, FileSystem files, Path directory) throws IOException {
    this.background = background;
    this.files = files;
    this.directory = directory;
    this.latest = files.space(directory);
  }

  /** The room known last; asks for a newer figure. */
  public Space latest() {
    background.execute(this::look);
    return latest;
  }

  private void look() {
    try {
      latest = files.space(directory);
    } catch (IOException e) {
      latest = new Space(latest.totalBytes(), 0); // A disk that cannot say takes nothing either.
    }
  }
}
