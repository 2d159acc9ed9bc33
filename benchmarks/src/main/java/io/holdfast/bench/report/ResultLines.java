package io.holdfast.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Results that programs read: one JSON object a line, each with the conditions it was measured
 * under. Files are dated and never overwritten.
 */
public final class ResultLines {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, false);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT);
  private static final String ENDING = ".jsonl";

  private ResultLines() {}

  /** Writes {@code <date>-<name>.jsonl} into {@code directory}. */
  public static Path write(
      Path directory, String name, ZonedDateTime when, List<Map<String, Object>> lines)
      throws IOException {
    Files.createDirectories(directory);
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> line : lines) {
      text.append(text(line)).append('\n');
    }
    String stem = STAMP.format(when) + "-" + name;
    Path file = directory.resolve(stem + ENDING);
    for (int i = 2; Files.exists(file); i++) {
      file = directory.resolve(stem + "-" + i + ENDING);
    }
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  static String text(Map<String, Object> line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a result: " + line, e);
    }
  }

  /** All lines of all files of results below {@code directory}, in order of the files' names. */
  public static List<JsonNode> read(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
    List<JsonNode> lines = new ArrayList<>();
    for (Path file : files) {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        try {
          lines.add(JSON.readTree(line));
        } catch (JsonProcessingException e) {
          throw new IOException(file + ":" + number + " is not a result: " + e.getMessage(), e);
        }
      }
    }
    return lines;
  }
}
