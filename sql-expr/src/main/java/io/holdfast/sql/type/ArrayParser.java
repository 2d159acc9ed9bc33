package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an array literal: braces, quotes, backslashes, and dimensions in brackets before it. */
final class ArrayParser {
  private static final int MAX_DIMENSIONS = 6;

  /** What has been read last. */
  private enum State {
    NOTHING,
    LEVEL_STARTED,
    ELEMENT_STARTED,
    QUOTED_COMPLETED,
    ELEMENT_DELIMITED,
    LEVEL_COMPLETED,
    LEVEL_DELIMITED
  }

  private final String text;
  private int at;
  private State state = State.NOTHING;
  private int level;
  private int dimensions;
  private final int[] lengths = new int[MAX_DIMENSIONS];
  private final int[] counts = new int[MAX_DIMENSIONS];
  private final List<@Nullable String> elements = new ArrayList<>();
  private final StringBuilder element = new StringBuilder();

  /** Length of the element up to its last character that counts. */
  private int kept;

  private boolean escaped;

  private ArrayParser(String text) {
    this.text = text;
  }

  static SqlArray parse(BaseType elementType, String text, TypeContext context) {
    ArrayParser parser = new ArrayParser(text);
    int @Nullable [][] bounds = parser.readBounds();
    parser.readBraces();
    return parser.build(elementType, bounds, context);
  }

  private SqlException malformed(String detail) {
    return new SqlException(
            SqlState.INVALID_TEXT_REPRESENTATION, "malformed array literal: \"" + text + "\"")
        .withDetail(detail);
  }

  private void skipSpace() {
    while (at < text.length() && NumberText.isSpace(text.charAt(at))) {
      at++;
    }
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  /** Reads {@code [l:u][n]=}; null when there is none. Lower and upper bound of each dimension. */
  private int @Nullable [][] readBounds() {
    skipSpace();
    List<int[]> bounds = new ArrayList<>();
    while (peek('[')) {
      at++;
      if (bounds.size() >= MAX_DIMENSIONS) {
        throw tooManyDimensions(bounds.size() + 1);
      }
      int first = readBound();
      int lower = 1;
      int upper = first;
      if (peek(':')) {
        at++;
        lower = first;
        upper = readBound();
      }
      if (!peek(']')) {
        throw malformed("Missing \"]\" after array dimensions.");
      }
      at++;
      if (upper < lower) {
        throw new SqlException(
            SqlState.ARRAY_SUBSCRIPT_ERROR, "upper bound cannot be less than lower bound");
      }
      bounds.add(new int[] {lower, upper});
      skipSpace();
    }
    if (bounds.isEmpty()) {
      if (!peek('{')) {
        throw malformed("Array value must start with \"{\" or dimension information.");
      }
      return null;
    }
    if (!peek('=')) {
      throw malformed("Missing \"=\" after array dimensions.");
    }
    at++;
    skipSpace();
    if (!peek('{')) {
      throw malformed("Array contents must start with \"{\".");
    }
    return bounds.toArray(new int[0][]);
  }

  private int readBound() {
    int from = at;
    if (peek('-') || peek('+')) {
      at++;
    }
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(from, at);
    if (digits.isEmpty() || digits.equals("-") || digits.equals("+")) {
      throw malformed("\"[\" must introduce explicitly-specified array dimensions.");
    }
    return (int) NumberText.parseInteger(digits, BaseType.INT4);
  }

  private static SqlException tooManyDimensions(int count) {
    return new SqlException(
        SqlState.PROGRAM_LIMIT_EXCEEDED,
        "number of array dimensions ("
            + count
            + ") exceeds the maximum allowed ("
            + MAX_DIMENSIONS
            + ")");
  }

  private void readBraces() {
    do {
      if (at >= text.length()) {
        throw malformed("Unexpected end of input.");
      }
      char c = text.charAt(at++);
      switch (c) {
        case '{' -> open();
        case '}' -> close();
        case ',' -> delimit();
        case '"' -> quoted();
        default -> plain(c);
      }
    } while (level > 0);
    skipSpace();
    if (at < text.length()) {
      throw malformed("Junk after closing right brace.");
    }
  }

  private void open() {
    if (state != State.NOTHING && state != State.LEVEL_STARTED && state != State.LEVEL_DELIMITED) {
      throw malformed("Unexpected \"{\" character.");
    }
    if (level >= MAX_DIMENSIONS) {
      throw tooManyDimensions(level + 1);
    }
    state = State.LEVEL_STARTED;
    counts[level] = 0;
    level++;
    if (level > dimensions) {
      if (!elements.isEmpty()) {
        throw malformed("Unexpected \"{\" character.");
      }
      dimensions = level;
      lengths[level - 1] = -1;
    }
  }

  private void close() {
    boolean empty = state == State.LEVEL_STARTED && level == 1;
    if (!empty && !completesItem()) {
      throw malformed("Unexpected \"}\" character.");
    }
    if (!empty) {
      endItem();
    }
    level--;
    if (lengths[level] >= 0 && lengths[level] != counts[level]) {
      throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
    }
    lengths[level] = counts[level];
    state = State.LEVEL_COMPLETED;
  }

  private void delimit() {
    if (!completesItem()) {
      throw malformed("Unexpected \",\" character.");
    }
    State before = state;
    endItem();
    state = before == State.LEVEL_COMPLETED ? State.LEVEL_DELIMITED : State.ELEMENT_DELIMITED;
  }

  private boolean completesItem() {
    return state == State.ELEMENT_STARTED
        || state == State.QUOTED_COMPLETED
        || state == State.LEVEL_COMPLETED;
  }

  /** Counts an element or a sub-array of the current level. */
  private void endItem() {
    counts[level - 1]++;
    if (state == State.LEVEL_COMPLETED) {
      return;
    }
    if (level != dimensions) {
      throw malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
    }
    element.setLength(state == State.QUOTED_COMPLETED ? element.length() : kept);
    String value = element.toString();
    boolean isNull = state == State.ELEMENT_STARTED && !escaped && value.equalsIgnoreCase("null");
    elements.add(isNull ? null : value);
    element.setLength(0);
    kept = 0;
    escaped = false;
  }

  private void quoted() {
    if (state != State.LEVEL_STARTED && state != State.ELEMENT_DELIMITED) {
      throw malformed("Unexpected array element.");
    }
    while (true) {
      if (at >= text.length()) {
        throw malformed("Unexpected end of input.");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        state = State.QUOTED_COMPLETED;
        return;
      }
      element.append(c == '\\' ? escapedChar() : c);
    }
  }

  private char escapedChar() {
    if (at >= text.length()) {
      throw malformed("Unexpected end of input.");
    }
    return text.charAt(at++);
  }

  private void plain(char c) {
    boolean started = state == State.ELEMENT_STARTED;
    if (NumberText.isSpace(c)) {
      if (started) {
        element.append(c);
      }
      return;
    }
    if (!started && state != State.LEVEL_STARTED && state != State.ELEMENT_DELIMITED) {
      throw malformed(c == '\\' ? "Unexpected \"\\\" character." : "Unexpected array element.");
    }
    state = State.ELEMENT_STARTED;
    if (c == '\\') {
      escaped = true;
      element.append(escapedChar());
    } else {
      element.append(c);
    }
    kept = element.length();
  }

  private SqlArray build(BaseType type, int @Nullable [][] bounds, TypeContext context) {
    if (elements.isEmpty()) {
      if (bounds != null) {
        throw malformed("Specified array dimensions do not match array contents.");
      }
      return SqlArray.of(type);
    }
    int[] shape = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    if (bounds != null && bounds.length != dimensions) {
      throw malformed("Specified array dimensions do not match array contents.");
    }
    for (int d = 0; d < dimensions; d++) {
      shape[d] = lengths[d];
      lowerBounds[d] = bounds == null ? 1 : bounds[d][0];
      if (bounds != null && bounds[d][1] - bounds[d][0] + 1 != shape[d]) {
        throw malformed("Specified array dimensions do not match array contents.");
      }
    }
    @Nullable Object[] values = new @Nullable Object[elements.size()];
    for (int i = 0; i < values.length; i++) {
      String word = elements.get(i);
      values[i] = word == null ? null : ValueText.parse(type, word, context);
    }
    return SqlArray.ofShape(type, shape, lowerBounds, values);
  }
}
