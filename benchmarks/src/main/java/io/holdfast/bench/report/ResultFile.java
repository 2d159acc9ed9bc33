package io.holdfast.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Writes a dated result. Never overwrites: a result is a record of what was. */
public final class ResultFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT);

  private ResultFile() {}

  /**
   * Writes {@code lines} to {@code out}, or, when that is a directory or has no file extension, to
   * {@code <date>-<name>.txt} in it.
   */
  public static Path write(Path out, String name, ZonedDateTime when, List<String> lines)
      throws IOException {
    Path file = isDirectory(out) ? free(out, STAMP.format(when) + "-" + name) : out;
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    String text = String.join("\n", lines) + "\n";
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  private static boolean isDirectory(Path out) {
    Path last = out.getFileName();
    return Files.isDirectory(out) || last == null || last.toString().indexOf('.') < 0;
  }

  private static Path free(Path directory, String stem) {
    Path file = directory.resolve(stem + ".txt");
    for (int i = 2; Files.exists(file); i++) {
      file = directory.resolve(stem + "-" + i + ".txt");
    }
    return file;
  }
}
