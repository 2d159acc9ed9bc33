package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TypeName;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's grammar, from text to trees. Usable from any thread. */
public final class Parser {
  private Parser() {}

  /**
   * All statements of a text, in order; empty ones are dropped.
   *
   * @throws io.holdfast.sql.error.SqlException 42601 and its like, with the position in the text;
   *     54001 when something is nested too deeply
   */
  public static List<ParsedStatement> parse(String sql) {
    return parse(sql, true);
  }

  /**
   * The same, perhaps with every literal as a constant: for a statement whose plan is not looked up
   * by its shape.
   *
   * @param lift whether literals get slots as {@link Normaliser} numbers them, in each statement
   *     from 0
   */
  public static List<ParsedStatement> parse(String sql, boolean lift) {
    TokenCursor in = new TokenCursor(new TokenList(sql, lift));
    Grammar grammar = new Grammar(in);
    List<ParsedStatement> statements = new ArrayList<>();
    while (true) {
      while (in.at(';')) {
        in.advance();
      }
      if (in.atEnd()) {
        return List.copyOf(statements);
      }
      int start = in.startOffset();
      Statement statement = grammar.statements.statement();
      int end = in.endOffset();
      if (!in.atEnd() && !in.at(';')) {
        throw in.syntaxError();
      }
      statements.add(new ParsedStatement(statement, sql.substring(start, end), start, end));
    }
  }

  /** The expression that a text is, all of it: for texts kept in the catalogue. */
  public static Expression parseExpression(String sql) {
    TokenCursor in = new TokenCursor(new TokenList(sql, false));
    Expression expression = new Grammar(in).expressions.expression();
    if (!in.atEnd()) {
      throw in.syntaxError();
    }
    return expression;
  }

  /** The type that a text names, all of it: for casts of text to regtype. */
  public static TypeName parseType(String sql) {
    TokenCursor in = new TokenCursor(new TokenList(sql, false));
    TypeName type = new Grammar(in).types.type();
    if (!in.atEnd()) {
      throw in.syntaxError();
    }
    return type;
  }
}
