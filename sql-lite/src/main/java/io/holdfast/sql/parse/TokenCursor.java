package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression.Literal;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in the tokens: looking, accepting, names, and the errors of the grammar. */
final class TokenCursor {
  /** How deeply the parser recurses: it has to do with half a megabyte of stack. */
  static final int MAX_NESTING = 250;

  /**
   * How high a tree may become. Everything behind the parser recurses over the tree, with frames of
   * its own size.
   */
  static final int MAX_HEIGHT = 500;

  private final TokenList tokens;
  private int index;
  private int depth;
  private final int[] heights = new int[MAX_NESTING + 1];

  TokenCursor(TokenList tokens) {
    this.tokens = tokens;
    checkBroken();
  }

  private void checkBroken() {
    if (tokens.token(index) == Token.BROKEN) {
      SqlException broken = tokens.broken();
      if (broken != null) {
        throw broken;
      }
    }
  }

  // ---- looking

  int index() {
    return index;
  }

  int pos() {
    return tokens.position(index);
  }

  Token token() {
    return tokens.token(index);
  }

  Token token(int ahead) {
    return tokens.token(Math.min(index + ahead, tokens.last()));
  }

  @Nullable Keyword keyword() {
    return tokens.keyword(index);
  }

  @Nullable Keyword keyword(int ahead) {
    return tokens.keyword(Math.min(index + ahead, tokens.last()));
  }

  boolean at(Keyword keyword) {
    return tokens.keyword(index) == keyword;
  }

  boolean at(Keyword first, Keyword second) {
    return at(first) && keyword(1) == second;
  }

  boolean at(char c) {
    return isChar(index, c);
  }

  /** Whether a later token is this character. */
  boolean at(int ahead, char c) {
    return isChar(Math.min(index + ahead, tokens.last()), c);
  }

  private boolean isChar(int i, char c) {
    return tokens.token(i) == Token.SELF && tokens.text().charAt(tokens.start(i)) == c;
  }

  boolean atEnd() {
    return tokens.token(index) == Token.END;
  }

  /** Whether the current token is a whole operator with this text. */
  boolean atOperator(String text) {
    return (token() == Token.OPERATOR || token() == Token.SELF) && text.equals(source());
  }

  /** The current token as written. */
  String source() {
    return tokens.text().substring(tokens.start(index), tokens.end(index));
  }

  /** The text from the first token to the last one consumed. */
  String sourceSince(int firstIndex) {
    return index == firstIndex
        ? ""
        : tokens.text().substring(tokens.start(firstIndex), tokens.end(index - 1));
  }

  int startOffset() {
    return tokens.start(index);
  }

  /** Behind the last token consumed. */
  int endOffset() {
    return index == 0 ? 0 : tokens.end(index - 1);
  }

  String text() {
    return tokens.text();
  }

  // ---- moving

  void advance() {
    if (index < tokens.last()) {
      index++;
      checkBroken();
    }
  }

  boolean accept(Keyword keyword) {
    boolean found = at(keyword);
    if (found) {
      advance();
    }
    return found;
  }

  /** Both words or none. */
  boolean accept(Keyword first, Keyword second) {
    boolean found = at(first, second);
    if (found) {
      advance();
      advance();
    }
    return found;
  }

  boolean accept(char c) {
    boolean found = at(c);
    if (found) {
      advance();
    }
    return found;
  }

  void expect(Keyword keyword) {
    if (!accept(keyword)) {
      throw syntaxError();
    }
  }

  void expect(Keyword first, Keyword second) {
    expect(first);
    expect(second);
  }

  void expect(char c) {
    if (!accept(c)) {
      throw syntaxError();
    }
  }

  /** IF EXISTS, when it is there. */
  boolean acceptIfExists() {
    return accept(Keyword.IF, Keyword.EXISTS);
  }

  /** IF NOT EXISTS, when it is there. */
  boolean acceptIfNotExists() {
    if (!at(Keyword.IF, Keyword.NOT)) {
      return false;
    }
    advance();
    advance();
    expect(Keyword.EXISTS);
    return true;
  }

  /** CASCADE or RESTRICT, when it is there; true for CASCADE. */
  boolean acceptCascade() {
    boolean cascade = accept(Keyword.CASCADE);
    if (!cascade) {
      accept(Keyword.RESTRICT);
    }
    return cascade;
  }

  /** To the end of the statement, whatever it says. */
  void skipStatement() {
    while (!atEnd() && !at(';')) {
      advance();
    }
  }

  // ---- errors

  /** What PostgreSQL says about a token it did not expect. */
  SqlException syntaxError() {
    return errorHere("syntax error");
  }

  /** Something wrong that is noticed at the current token. */
  SqlException errorHere(String what) {
    String where = atEnd() ? " at end of input" : " at or near \"" + source() + "\"";
    return new SqlException(SqlState.SYNTAX_ERROR, what + where, pos());
  }

  static SqlException error(SqlState state, String message, int pos) {
    return new SqlException(state, message, pos);
  }

  static SqlException syntax(String message, int pos) {
    return new SqlException(SqlState.SYNTAX_ERROR, message, pos);
  }

  static SqlException unsupported(String what, int pos) {
    return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, what + " is not supported", pos);
  }

  /** One level deeper; to be followed by {@link #leave} when it succeeds. */
  void enter() {
    if (depth == MAX_NESTING) {
      throw tooComplex();
    }
    depth++;
    heights[depth] = 0;
  }

  /** Back from a level, whose tree is a child of one of the level outside. */
  void leave() {
    int height = heights[depth] + 1;
    depth--;
    heights[depth] = Math.max(heights[depth], height);
    checkHeight();
  }

  /** The tree of this level grows by one above all it has, as in {@code a + b + c}. */
  void link() {
    heights[depth]++;
    checkHeight();
  }

  private void checkHeight() {
    if (heights[depth] > MAX_HEIGHT) {
      throw tooComplex();
    }
  }

  private static SqlException tooComplex() {
    return new SqlException(SqlState.STATEMENT_TOO_COMPLEX, "stack depth limit exceeded")
        .withHint("Nest expressions and queries less deeply.");
  }

  // ---- names

  private String takeName() {
    String name = StringText.name(tokens.text(), tokens.start(index), tokens.end(index));
    advance();
    return name;
  }

  private boolean atName(boolean columnWords, boolean functionWords) {
    if (token() == Token.QUOTED) {
      return true;
    }
    if (token() != Token.WORD) {
      return false;
    }
    Keyword keyword = keyword();
    if (keyword == null) {
      return true;
    }
    return switch (keyword.category()) {
      case UNRESERVED -> true;
      case COLUMN_NAME -> columnWords;
      case TYPE_OR_FUNCTION -> functionWords;
      case RESERVED -> false;
    };
  }

  boolean atColumnName() {
    return atName(true, false);
  }

  /** Whether a function's or type's name begins here. */
  boolean atFunctionName() {
    return atName(false, true);
  }

  /** Whether any name begins here that is no reserved word. */
  boolean atNonReserved() {
    return atName(true, true);
  }

  /** The name of a column, table and most other things. */
  String columnName() {
    if (!atColumnName()) {
      throw syntaxError();
    }
    return takeName();
  }

  /** The name of a function or type. */
  String functionName() {
    if (!atFunctionName()) {
      throw syntaxError();
    }
    return takeName();
  }

  String nonReservedName() {
    if (!atNonReserved()) {
      throw syntaxError();
    }
    return takeName();
  }

  /** Any word: after AS, after a dot. */
  String label() {
    if (token() != Token.WORD && token() != Token.QUOTED) {
      throw syntaxError();
    }
    return takeName();
  }

  /** The name of an option: no reserved word but ANALYZE. */
  String nonReservedOrAnalyze() {
    if (at(Keyword.ANALYZE) || at(Keyword.ANALYSE)) {
      advance();
      return "analyze";
    }
    return nonReservedName();
  }

  boolean atBareLabel() {
    Keyword keyword = keyword();
    return token() == Token.QUOTED
        || (token() == Token.WORD && (keyword == null || keyword.bareLabel()));
  }

  /** The name of a role: no reserved word but CURRENT_USER and its like. */
  String roleName() {
    if (at(Keyword.CURRENT_USER) || at(Keyword.SESSION_USER) || at(Keyword.CURRENT_ROLE)) {
      return label();
    }
    return nonReservedName();
  }

  /** Names with commas between. */
  List<String> columnNames() {
    List<String> names = new ArrayList<>();
    do {
      names.add(columnName());
    } while (accept(','));
    return List.copyOf(names);
  }

  /** Names in parentheses when there is one, otherwise none. */
  List<String> optionalColumnList() {
    return at('(') ? columnList() : List.of();
  }

  List<String> columnList() {
    expect('(');
    List<String> names = columnNames();
    expect(')');
    return names;
  }

  /** Parts with dots between. */
  List<String> anyName() {
    List<String> parts = new ArrayList<>();
    parts.add(columnName());
    while (accept('.')) {
      parts.add(label());
    }
    return List.copyOf(parts);
  }

  QualifiedName objectName() {
    int pos = pos();
    return new QualifiedName(anyName(), pos);
  }

  /** The name of a relation: at most three parts. */
  QualifiedName relationName() {
    QualifiedName name = objectName();
    if (name.parts().size() > 3) {
      throw syntax("improper qualified name (too many dotted names): " + name, name.pos());
    }
    return name;
  }

  List<QualifiedName> objectNames() {
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(objectName());
    } while (accept(','));
    return List.copyOf(names);
  }

  // ---- constants

  boolean atString() {
    return token() == Token.STRING;
  }

  /** The value of a string that has to be here. */
  String string() {
    if (!atString()) {
      throw syntaxError();
    }
    return literal().text();
  }

  /** An integer that fits int4. */
  int integer() {
    if (token() != Token.INT4) {
      throw syntaxError();
    }
    int value = Integer.parseInt(source());
    advance();
    return value;
  }

  /** An integer that fits int4, with a sign before it perhaps. */
  int signedInteger() {
    if (accept('-')) {
      return -integer();
    }
    accept('+');
    return integer();
  }

  /** The constant here: number, string or bits. */
  Literal literal() {
    int start = tokens.start(index);
    int end = tokens.end(index);
    String text = tokens.text();
    Literal literal =
        switch (token()) {
          case INT4 -> literal(LiteralKind.INT4, source());
          case INT8 -> literal(LiteralKind.INT8, source());
          case NUMERIC -> literal(LiteralKind.NUMERIC, source());
          case STRING -> literal(LiteralKind.STRING, StringText.value(text, start, end));
          case BIT -> literal(LiteralKind.BIT, StringText.value(text, start, end));
          case HEX -> literal(LiteralKind.HEX, StringText.value(text, start, end));
          default -> throw syntaxError();
        };
    advance();
    return literal;
  }

  private Literal literal(LiteralKind kind, String value) {
    return new Literal(kind, value, tokens.slot(index), pos());
  }

  /** The number of a parameter. */
  int parameterNumber() {
    int number = 0;
    String source = source();
    for (int i = 1; i < source.length(); i++) {
      int digit = source.charAt(i) - '0';
      if (number > (Integer.MAX_VALUE - digit) / 10) {
        throw error(SqlState.UNDEFINED_PARAMETER, "there is no parameter " + source, pos());
      }
      number = number * 10 + digit;
    }
    advance();
    return number;
  }
}
