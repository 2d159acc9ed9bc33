package io.holdfast.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of a local cluster: given and kept, or temporary and removed. */
record ScratchDirectory(Path path, boolean temporary) implements AutoCloseable {
  static ScratchDirectory of(@Nullable Path given) {
    try {
      if (given != null) {
        Files.createDirectories(given);
        return new ScratchDirectory(given, false);
      }
      return new ScratchDirectory(Files.createTempDirectory("holdfast-"), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create the data directory " + given, e);
    }
  }

  @Override
  public void close() {
    if (!temporary || !Files.exists(path)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path)) {
      List<Path> deepestFirst = inside.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the temporary directory " + path, e);
    }
  }
}
