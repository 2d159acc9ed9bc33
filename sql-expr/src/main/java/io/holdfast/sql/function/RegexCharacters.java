package io.holdfast.sql.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The single characters and places of one regular expression; answers are remembered. */
final class RegexCharacters {
  private static final int REMEMBERED = 256;
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final List<Pattern> patterns = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();
  private final Map<Pattern, Integer> places = new HashMap<>(); // Looked up only.

  /** The number of a pattern. */
  int add(Pattern pattern) {
    Integer known = places.get(pattern);
    if (known != null) {
      return known;
    }
    patterns.add(pattern);
    answers.add(new byte[REMEMBERED]);
    places.put(pattern, patterns.size() - 1);
    return patterns.size() - 1;
  }

  /** Whether a character is one of them. */
  boolean matches(int number, int codePoint) {
    if (codePoint >= REMEMBERED) {
      return ask(number, codePoint);
    }
    byte[] known = answers.get(number);
    if (known[codePoint] == 0) {
      known[codePoint] = ask(number, codePoint) ? YES : NO;
    }
    return known[codePoint] == YES;
  }

  private boolean ask(int number, int codePoint) {
    return patterns.get(number).matcher(Character.toString(codePoint)).matches();
  }

  /** Whether a place is one of them. */
  boolean holds(int number, CharSequence text, int at) {
    return patterns
        .get(number)
        .matcher(text)
        .region(at, text.length())
        .useAnchoringBounds(false)
        .useTransparentBounds(true)
        .lookingAt();
  }
}
