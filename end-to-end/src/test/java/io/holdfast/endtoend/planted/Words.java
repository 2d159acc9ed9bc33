package io.holdfast.endtoend.planted;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words of the form {@code key=value}, as the texts of planted bugs have them. */
final class Words {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private Words() {}

  static List<String> of(String text) {
    return BLANKS.splitAsStream(text.strip()).filter(word -> !word.isEmpty()).toList();
  }

  static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new TreeMap<>();
    for (String word : of(text)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        pairs.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return pairs;
  }

  static int number(Map<String, String> pairs, String key, int otherwise) {
    String value = pairs.get(key);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  /** A chance; 0 unless given. */
  static double chance(Map<String, String> pairs, String key) {
    return Double.parseDouble(pairs.getOrDefault(key, "0"));
  }

  /** Such as {@code 5ms} or {@code 30s}. */
  static Duration time(Map<String, String> pairs, String key, Duration otherwise) {
    @Nullable String value = pairs.get(key);
    if (value == null) {
      return otherwise;
    }
    return value.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)))
        : Duration.ofSeconds(Long.parseLong(value.substring(0, value.length() - 1)));
  }
}
