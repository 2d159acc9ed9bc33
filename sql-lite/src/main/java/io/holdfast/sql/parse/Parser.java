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
    TokenCursor in = new TokenCursor(new TokenList(sql));
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
    TokenCursor in = new TokenCursor(new TokenList(sql));
    Expression expression = new Grammar(in).expressions.expression();
    if (!in.atEnd()) {
      throw in.syntaxError();
    }
    return expression;
  }

  /** The type that a text names, all of it: for casts of text to regtype. */
  public static TypeName parseType(String sql) {
    TokenCursor in = new TokenCursor(new TokenList(sql));
    TypeName type = new Grammar(in).types.type();
    if (!in.atEnd()) {
      throw in.syntaxError();
    }
    return type;
  }
}
