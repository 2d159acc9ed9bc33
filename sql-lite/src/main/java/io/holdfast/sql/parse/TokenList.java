package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All tokens of a text, the last one END or BROKEN, with the slots of the literals lifted. */
final class TokenList {
  private final String text;
  private Token[] tokens = new Token[64];
  private @Nullable Keyword[] keywords = new Keyword[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int[] positions = new int[64];
  private int[] slots = new int[64];
  private int size;
  private @Nullable SqlException broken;

  TokenList(String text, boolean lift) {
    this.text = text;
    read();
    if (lift) {
      liftLiterals();
    }
  }

  private void liftLiterals() {
    int first = 0;
    for (int i = 0; i < size; i++) {
      if (i == size - 1 || isSemicolon(i)) {
        assignSlots(first, i);
        first = i + 1;
      }
    }
  }

  private void read() {
    Scanner scanner = new Scanner();
    scanner.reset(text);
    int position = 1;
    int counted = 0;
    Token token;
    do {
      try {
        token = scanner.next();
      } catch (SqlException e) {
        // Reported when the parser gets here: an error before this place comes first.
        broken = e;
        token = Token.BROKEN;
      }
      int start = scanner.start();
      for (; counted < start; counted++) {
        position += Character.isLowSurrogate(text.charAt(counted)) ? 0 : 1;
      }
      add(token, scanner.keyword(), start, scanner.end(), position);
    } while (token != Token.END && token != Token.BROKEN);
  }

  private void add(Token token, @Nullable Keyword keyword, int start, int end, int position) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      keywords = Arrays.copyOf(keywords, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      positions = Arrays.copyOf(positions, size * 2);
      slots = Arrays.copyOf(slots, size * 2);
    }
    tokens[size] = token;
    keywords[size] = keyword;
    starts[size] = start;
    ends[size] = end;
    positions[size] = position;
    slots[size] = -1;
    size++;
  }

  /** Numbers the literals of the statement of the tokens {@code from} to before {@code to}. */
  private void assignSlots(int from, int to) {
    if (from == to
        || !LiftRule.eligible(keywords[from])
        || ends[to - 1] - starts[from] > LiftRule.MAX_LENGTH) {
      return;
    }
    LiftRule rule = new LiftRule();
    rule.begin(false);
    boolean good = assignSlots(rule, from, to);
    if (rule.selective()) {
      rule.begin(true);
      good = assignSlots(rule, from, to);
    }
    if (!good) {
      Arrays.fill(slots, from, to, -1);
    }
  }

  private boolean assignSlots(LiftRule rule, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      boolean lifted = rule.token(tokens[i], keywords[i], text.charAt(starts[i]));
      slots[i] =
          lifted && !LiftRule.signMatters(text, tokens[i], starts[i], ends[i]) ? count++ : -1;
      if (rule.refused() || count > LiftRule.MAX_LITERALS) {
        return false;
      }
      if (rule.selective()) {
        return true;
      }
    }
    return true;
  }

  private boolean isSemicolon(int index) {
    return tokens[index] == Token.SELF && text.charAt(starts[index]) == ';';
  }

  String text() {
    return text;
  }

  /** The last index: END or BROKEN. */
  int last() {
    return size - 1;
  }

  Token token(int index) {
    return tokens[index];
  }

  @Nullable Keyword keyword(int index) {
    return keywords[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  int position(int index) {
    return positions[index];
  }

  int slot(int index) {
    return slots[index];
  }

  /** What the scanner refused. */
  @Nullable SqlException broken() {
    return broken;
  }
}
