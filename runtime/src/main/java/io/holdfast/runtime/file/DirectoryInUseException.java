package io.holdfast.runtime.file;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another node of this process, uses the data directory. */
public final class DirectoryInUseException extends IOException {
  /** Names the directory in the message. */
  public DirectoryInUseException(Path directory) {
    super("Data directory is in use by another node: " + directory);
  }
}
