package io.holdfast.simulation.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of a script: {@code name word word key=value ...}.
 *
 * @param name the first word
 * @param words the words without an equals sign, in order
 * @param options the others, in order
 * @param text the line as written
 */
public record Command(String name, List<String> words, Map<String, String> options, String text) {
  /** Parses a line. */
  static Command parse(String line) {
    String[] parts = line.trim().split("\\s+", -1);
    List<String> words = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        options.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
      } else {
        words.add(parts[i]);
      }
    }
    return new Command(parts[0], List.copyOf(words), options, line.trim());
  }

  /** The word at {@code index}; fails with the command's text when there is none. */
  public String word(int index) {
    if (index >= words.size()) {
      throw new IllegalArgumentException("word " + index + " is missing: " + text);
    }
    return words.get(index);
  }

  /** The word at {@code index} as a number. */
  public long number(int index) {
    return parseLong(word(index));
  }

  /** The option, or the fallback. */
  public String option(String key, String fallback) {
    return options.getOrDefault(key, fallback);
  }

  /** The option as a number, or the fallback. */
  public long option(String key, long fallback) {
    String value = options.get(key);
    return value == null ? fallback : parseLong(value);
  }

  private long parseLong(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: '" + value + "' in: " + text, e);
    }
  }
}
