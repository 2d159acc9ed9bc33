package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.parse.ast.UtilityStatement.CloseCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.Deallocate;
import io.holdfast.sql.parse.ast.UtilityStatement.DeclareCursor;
import io.holdfast.sql.parse.ast.UtilityStatement.Execute;
import io.holdfast.sql.parse.ast.UtilityStatement.Fetch;
import io.holdfast.sql.parse.ast.UtilityStatement.FetchDirection;
import io.holdfast.sql.parse.ast.UtilityStatement.Prepare;
import java.util.ArrayList;
import java.util.List;

/** Prepared statements and cursors. */
final class CursorParser {
  private final Grammar grammar;
  private final TokenCursor in;

  CursorParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement prepare() {
    int pos = in.pos();
    in.expect(Keyword.PREPARE);
    if (in.at(Keyword.TRANSACTION) && in.token(1) == Token.STRING) {
      in.advance();
      return grammar.transactions.prepare(pos);
    }
    String name = in.columnName();
    List<TypeName> types = new ArrayList<>();
    if (in.accept('(')) {
      do {
        types.add(grammar.types.type());
      } while (in.accept(','));
      in.expect(')');
    }
    in.expect(Keyword.AS);
    int first = in.index();
    Statement statement = grammar.dml.preparable();
    return new Prepare(name, List.copyOf(types), statement, in.sourceSince(first), pos);
  }

  Statement execute() {
    int pos = in.pos();
    in.expect(Keyword.EXECUTE);
    String name = in.columnName();
    List<Expression> args = List.of();
    if (in.accept('(')) {
      args = grammar.expressions.list();
      in.expect(')');
    }
    return new Execute(name, args, pos);
  }

  Statement deallocate() {
    int pos = in.pos();
    in.expect(Keyword.DEALLOCATE);
    if (in.at(Keyword.PREPARE) && !endFollows()) {
      in.advance();
    }
    return new Deallocate(in.accept(Keyword.ALL) ? null : in.columnName(), pos);
  }

  private boolean endFollows() {
    return in.token(1) == Token.END || in.at(1, ';');
  }

  // ---- cursors

  Statement declare() {
    int pos = in.pos();
    in.expect(Keyword.DECLARE);
    String name = in.columnName();
    boolean binary = false;
    boolean insensitive = false;
    Boolean scroll = null;
    while (!in.at(Keyword.CURSOR)) {
      if (in.accept(Keyword.BINARY)) {
        binary = true;
      } else if (in.accept(Keyword.INSENSITIVE)) {
        insensitive = true;
      } else if (in.accept(Keyword.NO)) {
        in.expect(Keyword.SCROLL);
        scroll = false;
      } else if (in.accept(Keyword.SCROLL)) {
        scroll = true;
      } else {
        in.expect(Keyword.ASENSITIVE);
      }
    }
    in.expect(Keyword.CURSOR);
    boolean hold = in.accept(Keyword.WITH);
    if (hold || in.accept(Keyword.WITHOUT)) {
      in.expect(Keyword.HOLD);
    }
    in.expect(Keyword.FOR);
    Query query = grammar.queries.query();
    return new DeclareCursor(name, binary, scroll, insensitive, hold, query, pos);
  }

  Statement close() {
    int pos = in.pos();
    in.expect(Keyword.CLOSE);
    return new CloseCursor(in.accept(Keyword.ALL) ? null : in.columnName(), pos);
  }

  Statement fetch() {
    int pos = in.pos();
    boolean move = in.accept(Keyword.MOVE);
    if (!move) {
      in.expect(Keyword.FETCH);
    }
    FetchDirection direction = FetchDirection.FORWARD;
    long count = 1;
    Keyword keyword = in.keyword();
    boolean word = keyword != null && !nameEnds();
    if (word && in.accept(Keyword.NEXT)) {
      count = 1;
    } else if (word && in.accept(Keyword.PRIOR)) {
      direction = FetchDirection.BACKWARD;
    } else if (word && in.accept(Keyword.FIRST)) {
      direction = FetchDirection.ABSOLUTE;
    } else if (word && in.accept(Keyword.LAST)) {
      direction = FetchDirection.ABSOLUTE;
      count = -1;
    } else if (word && in.accept(Keyword.ABSOLUTE)) {
      direction = FetchDirection.ABSOLUTE;
      count = in.signedInteger();
    } else if (word && in.accept(Keyword.RELATIVE)) {
      direction = FetchDirection.RELATIVE;
      count = in.signedInteger();
    } else if (word && in.accept(Keyword.BACKWARD)) {
      direction = FetchDirection.BACKWARD;
      count = optionalCount();
    } else {
      if (word) {
        in.accept(Keyword.FORWARD);
      }
      count = optionalCount();
    }
    if (!in.accept(Keyword.FROM)) {
      in.accept(Keyword.IN);
    }
    return new Fetch(move, direction, count, in.columnName(), pos);
  }

  private boolean nameEnds() {
    return endFollows();
  }

  private long optionalCount() {
    if (in.accept(Keyword.ALL)) {
      return Long.MAX_VALUE;
    }
    boolean number = in.token() == Token.INT4 || in.at('-') || in.at('+');
    return number ? in.signedInteger() : 1;
  }
}
