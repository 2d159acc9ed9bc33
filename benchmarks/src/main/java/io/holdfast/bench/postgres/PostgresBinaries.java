package io.holdfast.bench.postgres;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where PostgreSQL's programs lie on this machine. */
public final class PostgresBinaries {
  /** How to get them. */
  public static final String INSTALL =
      "PostgreSQL is not on this machine; to measure it too: apt-get install postgresql-15"
          + " (Debian), dnf install postgresql-server (Fedora), brew install postgresql@15 (macOS)";

  /** Where packages put them when they are on nobody's path, a directory a version. */
  private static final List<Path> PARENTS =
      List.of(Path.of("/usr/lib/postgresql"), Path.of("/opt/homebrew/opt"));

  private PostgresBinaries() {}

  /** The directory that has {@code initdb} and {@code postgres}; the newest of several. */
  public static Optional<Path> find() {
    return find(PARENTS, System.getenv().getOrDefault("PATH", ""));
  }

  static Optional<Path> find(List<Path> parents, String path) {
    List<Path> candidates = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        candidates.add(Path.of(entry));
      }
    }
    parents.forEach(parent -> candidates.addAll(versions(parent)));
    return candidates.stream().filter(PostgresBinaries::complete).findFirst();
  }

  /** {@code initdb} finds its siblings beside itself, so all must be in one place. */
  private static boolean complete(Path directory) {
    return Files.isExecutable(directory.resolve("initdb"))
        && Files.isExecutable(directory.resolve("postgres"));
  }

  private static List<Path> versions(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(parent)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(PostgresBinaries::complete)
          .sorted(Comparator.comparingInt(PostgresBinaries::version).reversed())
          .toList();
    } catch (IOException e) {
      return List.of(); // A directory that may not be read has nothing for us.
    }
  }

  private static int version(Path bin) {
    Path parent = bin.getParent();
    String digits =
        parent == null ? "" : parent.getFileName().toString().replaceAll("[^0-9].*|[^0-9]", "");
    return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
  }
}
