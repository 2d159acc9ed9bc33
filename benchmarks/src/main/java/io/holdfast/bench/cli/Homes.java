package io.holdfast.bench.cli;

import java.nio.file.Path;

/** Where the sources are: {@code scripts/holdfast} says, else the working directory. */
final class Homes {
  private Homes() {}

  static Path sources() {
    return Path.of(System.getProperty("holdfast.home", "")).toAbsolutePath();
  }
}
