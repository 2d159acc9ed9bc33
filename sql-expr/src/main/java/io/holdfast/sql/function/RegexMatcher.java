package io.holdfast.sql.function;

import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** The matches of a regular expression in a text, one after the other. */
final class RegexMatcher {
  private final Regex regex;
  private final BoundedText text;
  private final Matcher matcher;

  /** Ends in pairs, the whole match first; null: those of the matcher. */
  private int @Nullable [] extent;

  RegexMatcher(Regex regex, BoundedText text) {
    this.regex = regex;
    this.text = text;
    this.matcher = regex.pattern().matcher(text);
  }

  /** From here on; what is before can still be looked at. */
  RegexMatcher from(int start) {
    matcher.region(start, text.length()).useAnchoringBounds(false).useTransparentBounds(true);
    return this;
  }

  /** Whether there is a match, whichever. */
  boolean matches() {
    return search();
  }

  /** The next match. */
  boolean find() {
    int[] before = extent;
    if (before != null) {
      int next = before[1];
      if (before[0] == next) {
        if (next >= text.length()) {
          return false;
        }
        next += Character.charCount(Character.codePointAt(text, next));
      }
      from(next);
    }
    if (!search()) {
      return false;
    }
    extent = regex.extent(text, matcher.start());
    return true;
  }

  private boolean search() {
    try {
      return matcher.find();
    } catch (StackOverflowError tooDeep) {
      throw Patterns.tooComplex().causedBy(tooDeep);
    }
  }

  int groupCount() {
    return matcher.groupCount();
  }

  int start(int group) {
    int[] known = extent;
    return known == null ? matcher.start(group) : known[2 * group];
  }

  int end(int group) {
    int[] known = extent;
    return known == null ? matcher.end(group) : known[2 * group + 1];
  }

  int start() {
    return start(0);
  }

  int end() {
    return end(0);
  }

  /** The text of a group; null when it has none. */
  @Nullable String group(int group) {
    int start = start(group);
    return start < 0 ? null : text.toString().substring(start, end(group));
  }

  /** The text of the match. */
  String whole() {
    return text.toString().substring(start(), end());
  }
}
