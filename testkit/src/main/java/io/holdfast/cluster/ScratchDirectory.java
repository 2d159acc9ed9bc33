package io.holdfast.cluster;

import io.holdfast.runtime.scratch.TemporaryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directory of a local cluster: given and kept, or temporary and removed. */
record ScratchDirectory(Path path, @Nullable TemporaryDirectory temporary)
    implements AutoCloseable {
  private static final String PURPOSE = "cluster";

  /** {@code endUse} ends whoever writes there, when the JVM ends before {@link #close}. */
  static ScratchDirectory of(@Nullable Path given, Runnable endUse) {
    if (given == null) {
      Path parent = Path.of(System.getProperty("java.io.tmpdir"));
      TemporaryDirectory made = TemporaryDirectory.create(parent, PURPOSE, endUse);
      return new ScratchDirectory(made.path(), made);
    }
    try {
      Files.createDirectories(given);
      return new ScratchDirectory(given, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the data directory " + given, e);
    }
  }

  @Override
  public void close() {
    if (temporary != null) {
      temporary.close();
    }
  }
}
