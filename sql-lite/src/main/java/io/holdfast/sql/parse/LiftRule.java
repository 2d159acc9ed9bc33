package io.holdfast.sql.parse;

import org.jspecify.annotations.Nullable;

/**
 * Decides which literals of a statement are lifted: taken out of its text so that texts that differ
 * in nothing else share a plan. Fed with the tokens in order by normaliser and parser alike.
 *
 * <p>Only statements that begin with SELECT, INSERT, UPDATE, DELETE, VALUES or WITH. Never lifted
 * is what a plan depends on: ordinals of ORDER BY and GROUP BY, modifiers of types, the expressions
 * of a conflict target. When a statement says GROUP BY or DISTINCT, expressions of different
 * clauses are compared with each other by what they say: then literals are lifted from WHERE, FROM,
 * VALUES, SET and LIMIT only, and the statement has to be read again ({@link #selective}).
 *
 * <p>A sign is an operator, not a part of the literal. The two numbers whose type changes with the
 * sign (2147483648 and 9223372036854775808) are never lifted, so that the parser can fold it.
 */
final class LiftRule {
  /** More literals than that are data, not a shape worth to remember. */
  static final int MAX_LITERALS = 512;

  /** Longer statements are not normalised; bounds the buffer of a session. */
  static final int MAX_LENGTH = 8192;

  private static final int MAX_PARENTHESES = 64;

  private static final int LIFT = 1;
  // Inside of something compared: no clause in here lifts.
  private static final int BLOCKED = 2;
  // A statement's key word was seen at this depth: words are clauses.
  private static final int QUERY = 4;
  private static final int CAST = 8;
  private static final int TYPMOD = 16;

  private final int[] frames = new int[MAX_PARENTHESES];
  private int depth;
  private boolean selective;
  private boolean more;
  private boolean refused;
  private boolean typeName;
  private @Nullable Keyword previous;
  private @Nullable Keyword beforeName; // The word before the previous token.
  private Token previousToken = Token.END;
  private Token beforePrevious = Token.END;
  // Behind a closing parenthesis that was no type's.
  private boolean callCloses;

  /** Begins a statement. */
  void begin(boolean readAgain) {
    depth = 0;
    frames[0] = LIFT;
    selective = readAgain;
    more = false;
    refused = false;
    typeName = false;
    previous = null;
    beforeName = null;
    previousToken = Token.END;
    beforePrevious = Token.END;
    callCloses = false;
  }

  /** Whether a statement that begins with this word has literals lifted. */
  static boolean eligible(@Nullable Keyword first) {
    return first == Keyword.SELECT
        || first == Keyword.INSERT
        || first == Keyword.UPDATE
        || first == Keyword.DELETE
        || first == Keyword.VALUES
        || first == Keyword.WITH;
  }

  /** Whether the statement has to be read again from its beginning, with {@code begin(true)}. */
  boolean selective() {
    return more;
  }

  /** Whether nothing of the statement may be lifted. */
  boolean refused() {
    return refused;
  }

  /**
   * Takes the next token.
   *
   * @param keyword of a word, null otherwise
   * @param first the token's first character
   * @return whether it is a literal to be lifted
   */
  boolean token(Token token, @Nullable Keyword keyword, char first) {
    boolean lifted = false;
    if (token == Token.SELF) {
      character(first);
    } else if (token == Token.WORD) {
      word(keyword);
    } else if (token.literal()) {
      lifted = (frames[depth] & LIFT) != 0;
      // name(5) 'text' is a literal of a type with modifiers: too late to know.
      refused |= token == Token.STRING && callCloses;
      typeName = false;
    } else {
      typeName = token == Token.TYPECAST;
    }
    callCloses = token == Token.SELF && first == ')' && !typeName;
    beforeName = previous;
    previous = token == Token.WORD ? keyword : null;
    beforePrevious = previousToken;
    previousToken = token;
    return lifted;
  }

  private void character(char c) {
    switch (c) {
      case '(', '[' -> open(c);
      case ')', ']' -> close();
      default -> typeName &= c == '.';
    }
  }

  private void open(char c) {
    if (depth + 1 >= MAX_PARENTHESES) {
      refused = true;
      return;
    }
    int outer = frames[depth];
    depth++;
    if (typeName || modifierFollows(c)) {
      frames[depth] = BLOCKED | TYPMOD;
    } else {
      int inherited = outer & (LIFT | BLOCKED);
      // What is nested in a clause that is compared is compared too.
      frames[depth] = (inherited & LIFT) == 0 ? BLOCKED : inherited | (castOpens() ? CAST : 0);
    }
    typeName = false;
  }

  private boolean castOpens() {
    return previous == Keyword.CAST || previous == Keyword.TREAT;
  }

  private boolean modifierFollows(char c) {
    if (c == '[') {
      return false;
    }
    if (previous == null) {
      // "a bpchar(5)" in the column list of a function; "INTO t (a)" names the columns of a table.
      return name(previousToken) && name(beforePrevious) && beforeName != Keyword.INTO;
    }
    return switch (previous) {
      case NUMERIC,
          DECIMAL,
          DEC,
          VARCHAR,
          CHAR,
          CHARACTER,
          NCHAR,
          NATIONAL,
          BIT,
          FLOAT,
          TIME,
          TIMESTAMP,
          INTERVAL,
          VARYING,
          SECOND,
          CURRENT_TIME,
          CURRENT_TIMESTAMP,
          LOCALTIME,
          LOCALTIMESTAMP ->
          true;
      default -> false;
    };
  }

  private static boolean name(Token token) {
    return token == Token.WORD || token == Token.QUOTED;
  }

  private void close() {
    boolean modifiers = (frames[depth] & TYPMOD) != 0;
    if (depth > 0) {
      depth--;
    }
    typeName = modifiers;
  }

  private void word(@Nullable Keyword keyword) {
    if (typeName) {
      typeName = keyword == null || continuesType(keyword);
    }
    if (keyword == null) {
      return;
    }
    int frame = frames[depth];
    if (keyword == Keyword.AS && (frame & CAST) != 0) {
      typeName = true;
    }
    if (keyword == Keyword.DISTINCT && previous != Keyword.IS && previous != Keyword.NOT) {
      more |= !selective;
    }
    if ((frame & BLOCKED) == 0) {
      clause(keyword, frame);
    }
  }

  private static boolean continuesType(Keyword keyword) {
    return switch (keyword) {
      case PRECISION,
          VARYING,
          WITH,
          WITHOUT,
          TIME,
          ZONE,
          YEAR,
          MONTH,
          DAY,
          HOUR,
          MINUTE,
          SECOND,
          TO,
          SETOF,
          ARRAY ->
          true;
      default ->
          keyword.category() != Keyword.Category.RESERVED
              && keyword.category() != Keyword.Category.TYPE_OR_FUNCTION;
    };
  }

  private void clause(Keyword keyword, int frame) {
    switch (keyword) {
      case SELECT -> frames[depth] = with(frame | QUERY, !selective);
      case INSERT, UPDATE, DELETE, VALUES -> frames[depth] = with(frame | QUERY, true);
      default -> {
        if ((frame & QUERY) != 0) {
          clauseOfQuery(keyword, frame);
        }
      }
    }
  }

  private void clauseOfQuery(Keyword keyword, int frame) {
    switch (keyword) {
      case WHERE, SET, LIMIT, OFFSET, FETCH, RETURNING, DO -> frames[depth] = with(frame, true);
      case FROM -> {
        if (previous != Keyword.DISTINCT) {
          frames[depth] = with(frame, true);
        }
      }
      case HAVING, WINDOW -> frames[depth] = with(frame, !selective);
      case CONFLICT -> frames[depth] = with(frame, false);
      case BY -> {
        if (previous == Keyword.GROUP) {
          more |= !selective;
        }
        if (previous == Keyword.GROUP || previous == Keyword.ORDER) {
          frames[depth] = with(frame, false);
        }
      }
      default -> {}
    }
  }

  private static int with(int frame, boolean lift) {
    return lift ? frame | LIFT : frame & ~LIFT;
  }

  /** Whether a sign before this integer changes its type. */
  static boolean signMatters(String text, Token token, int start, int end) {
    return switch (token) {
      case INT8 -> sameDigits(text, start, end, "2147483648");
      case NUMERIC -> sameDigits(text, start, end, "9223372036854775808");
      default -> false;
    };
  }

  private static boolean sameDigits(String text, int start, int end, String digits) {
    int from = start;
    while (from < end && text.charAt(from) == '0') {
      from++;
    }
    return end - from == digits.length() && text.startsWith(digits, from);
  }
}
