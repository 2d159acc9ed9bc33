package io.holdfast.sql.type;

import java.util.Locale;

/** Text form of {@code boolean}. */
final class BooleanText {
  private BooleanText() {}

  static Boolean parse(String text) {
    String word = NumberText.trim(text).toLowerCase(Locale.ROOT);
    return switch (word) {
      case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1" -> true;
      case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0" -> false;
      default -> throw NumberText.invalid("boolean", text);
    };
  }
}
