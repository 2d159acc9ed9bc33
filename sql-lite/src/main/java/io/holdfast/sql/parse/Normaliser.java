package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import java.util.Arrays;

/**
 * The shape of a statement: its text without comments, white space and the literals that do not
 * matter to a plan, in one pass over the characters and without garbage.
 *
 * <p>One per session, used by one thread at a time: everything it answers is about the text it was
 * given last. The literals have the numbers that {@link Parser} gives them as slots.
 *
 * <p>A sign is a token of the shape, never a part of a literal: {@code a + -5} and {@code a + 5}
 * are two shapes, and the tree of the first one has a minus over a literal with a slot.
 */
public final class Normaliser {
  /** The letters of the marks 0, 1, .. by the class of the literal. */
  static final String MARKS = "ilns";

  private static final int INITIAL_CHARS = 256;

  private final Scanner scanner = new Scanner();
  private final LiftRule rule = new LiftRule();
  private final StatementKey key = new StatementKey(new char[0], 0, 0, 0);
  private char[] chars = new char[INITIAL_CHARS];
  private int length;
  private String text = "";
  private int count;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private Token[] kinds = new Token[16];

  /** {@link #normalise(String, long)} without anything else that plans depend on. */
  public boolean normalise(String sql) {
    return normalise(sql, 0);
  }

  /**
   * Takes a text.
   *
   * @param context a number for what else decides about a plan (search path, settings, parameter
   *     types): a part of the key
   * @return whether the text is one statement that has a shape: SELECT, INSERT, UPDATE, DELETE,
   *     VALUES or WITH, not too long, with nothing wrong in its tokens; otherwise the parser has to
   *     say what it is, and gives no slots to a statement that is refused here
   */
  public boolean normalise(String sql, long context) {
    text = sql;
    count = 0;
    length = 0;
    if (!read(false)) {
      count = 0;
      return false;
    }
    int hash = 1;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + chars[i];
    }
    hash = 31 * hash + Long.hashCode(context);
    key.become(chars, length, hash, context);
    return true;
  }

  private boolean read(boolean again) {
    count = 0;
    length = 0;
    rule.begin(again);
    scanner.reset(text);
    try {
      return tokens(again);
    } catch (SqlException e) {
      // The parser reports it: a text like that has no plan.
      return false;
    }
  }

  private boolean tokens(boolean again) {
    Token token = scanner.next();
    int first = scanner.start();
    if (!LiftRule.eligible(scanner.keyword())) {
      return false;
    }
    while (token != Token.END) {
      int start = scanner.start();
      int end = scanner.end();
      char c = text.charAt(start);
      if (c == ';' && token == Token.SELF) {
        return onlySemicolonsFollow();
      }
      boolean lifted =
          rule.token(token, scanner.keyword(), c) && !LiftRule.signMatters(text, token, start, end);
      if (rule.selective() && !again) {
        return read(true);
      }
      if (lifted) {
        lift(token, start, end);
      } else {
        append(token, start, end);
      }
      if (rule.refused() || count > LiftRule.MAX_LITERALS || end - first > LiftRule.MAX_LENGTH) {
        return false;
      }
      token = scanner.next();
    }
    return true;
  }

  private boolean onlySemicolonsFollow() {
    Token token = Token.SELF;
    while (token != Token.END) {
      if (token != Token.SELF || scanner.first() != ';') {
        return false;
      }
      token = scanner.next();
    }
    return true;
  }

  private void lift(Token token, int start, int end) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
      kinds = Arrays.copyOf(kinds, count * 2);
    }
    starts[count] = start;
    ends[count] = end;
    kinds[count] = token;
    count++;
    reserve(2);
    chars[length++] = ' ';
    chars[length++] = mark(token);
  }

  private static char mark(Token token) {
    return switch (token) {
      case INT4 -> (char) 0;
      case INT8 -> (char) 1;
      case NUMERIC -> (char) 2;
      default -> (char) 3;
    };
  }

  private void append(Token token, int start, int end) {
    reserve(end - start + 8);
    // A blank before each token: no two sequences of tokens look alike.
    chars[length++] = ' ';
    Keyword keyword = scanner.keyword();
    if (keyword == Keyword.NCHAR) {
      // Its short form is one letter that is a word of its own.
      String word = keyword.word();
      word.getChars(0, word.length(), chars, length);
      length += word.length();
    } else if (token == Token.WORD) {
      for (int i = start; i < end; i++) {
        chars[length++] = CharClass.fold(text.charAt(i));
      }
    } else {
      text.getChars(start, end, chars, length);
      length += end - start;
    }
  }

  private void reserve(int more) {
    if (length + more > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(chars.length * 2, length + more));
    }
  }

  /** The key of the text; changes with the next text. */
  public StatementKey lookupKey() {
    return key;
  }

  /** How many literals were lifted. */
  public int literalCount() {
    return count;
  }

  /** The class of a literal: INT4, INT8, NUMERIC or STRING. */
  public LiteralKind literalKind(int slot) {
    return switch (kinds[slot]) {
      case INT4 -> LiteralKind.INT4;
      case INT8 -> LiteralKind.INT8;
      case NUMERIC -> LiteralKind.NUMERIC;
      default -> LiteralKind.STRING;
    };
  }

  /** The value of a literal as text, as the parser has it. */
  public String literalText(int slot) {
    int start = starts[slot];
    int end = ends[slot];
    return kinds[slot] == Token.STRING
        ? StringText.value(text, start, end)
        : text.substring(start, end);
  }

  /** The value of a literal of class INT4 or INT8, without making a string. */
  public long literalLong(int slot) {
    return Long.parseLong(text, starts[slot], ends[slot], 10);
  }

  /** 1-based character where the literal begins. */
  public int literalPosition(int slot) {
    return Scanner.position(text, starts[slot]);
  }
}
