package io.holdfast.sql.catalog.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A table of facts that comes with the program: one line per fact, words between blanks. */
final class Resource {
  private Resource() {}

  static List<String[]> lines(String name) {
    try (InputStream in = Resource.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    Objects.requireNonNull(in, () -> "missing resource " + name),
                    StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
          .map(line -> line.split(" ", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name, e);
    }
  }
}
