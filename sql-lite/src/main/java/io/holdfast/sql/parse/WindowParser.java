package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.parse.ast.WindowSpec;
import io.holdfast.sql.parse.ast.WindowSpec.Bound;
import io.holdfast.sql.parse.ast.WindowSpec.Exclusion;
import io.holdfast.sql.parse.ast.WindowSpec.Frame;
import io.holdfast.sql.parse.ast.WindowSpec.Mode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OVER and WINDOW. */
final class WindowParser {
  private final Grammar grammar;
  private final TokenCursor in;

  WindowParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** {@code OVER name}, {@code OVER (..)}. */
  WindowSpec over() {
    in.expect(Keyword.OVER);
    int pos = in.pos();
    if (in.at('(')) {
      return specification(null);
    }
    return new WindowSpec(in.columnName(), true, null, List.of(), List.of(), null, pos);
  }

  /** The WINDOW clause when it is there. */
  List<WindowSpec> clause() {
    if (!in.accept(Keyword.WINDOW)) {
      return List.of();
    }
    List<WindowSpec> windows = new ArrayList<>();
    do {
      String name = in.columnName();
      in.expect(Keyword.AS);
      windows.add(specification(name));
    } while (in.accept(','));
    return List.copyOf(windows);
  }

  private WindowSpec specification(@Nullable String name) {
    int pos = in.pos();
    in.expect('(');
    String base = atBase() ? in.columnName() : null;
    List<Expression> partitionBy = List.of();
    if (in.accept(Keyword.PARTITION)) {
      in.expect(Keyword.BY);
      partitionBy = grammar.expressions.list();
    }
    List<SortItem> orderBy = grammar.queries.orderBy();
    Frame frame = frame();
    in.expect(')');
    return new WindowSpec(name, false, base, partitionBy, orderBy, frame, pos);
  }

  private boolean atBase() {
    return in.atColumnName()
        && !in.at(Keyword.PARTITION)
        && !in.at(Keyword.RANGE)
        && !in.at(Keyword.ROWS)
        && !in.at(Keyword.GROUPS);
  }

  private record End(Bound bound, @Nullable Expression offset, int pos) {}

  private @Nullable Frame frame() {
    int pos = in.pos();
    Mode mode;
    if (in.accept(Keyword.RANGE)) {
      mode = Mode.RANGE;
    } else if (in.accept(Keyword.ROWS)) {
      mode = Mode.ROWS;
    } else if (in.accept(Keyword.GROUPS)) {
      mode = Mode.GROUPS;
    } else {
      return null;
    }
    boolean between = in.accept(Keyword.BETWEEN);
    End start = end();
    End end = new End(Bound.CURRENT_ROW, null, start.pos);
    if (between) {
      in.expect(Keyword.AND);
      end = end();
    }
    check(start, end, between);
    return new Frame(mode, start.bound, start.offset, end.bound, end.offset, exclusion(), pos);
  }

  private End end() {
    int pos = in.pos();
    if (in.accept(Keyword.CURRENT, Keyword.ROW)) {
      return new End(Bound.CURRENT_ROW, null, pos);
    }
    Keyword after = in.keyword(1);
    if (in.at(Keyword.UNBOUNDED) && (after == Keyword.PRECEDING || after == Keyword.FOLLOWING)) {
      in.advance();
      return new End(
          preceding() ? Bound.UNBOUNDED_PRECEDING : Bound.UNBOUNDED_FOLLOWING, null, pos);
    }
    Expression offset = grammar.expressions.expression();
    return new End(preceding() ? Bound.OFFSET_PRECEDING : Bound.OFFSET_FOLLOWING, offset, pos);
  }

  private boolean preceding() {
    if (in.accept(Keyword.PRECEDING)) {
      return true;
    }
    in.expect(Keyword.FOLLOWING);
    return false;
  }

  private static void check(End start, End end, boolean between) {
    String wrong = null;
    int pos = start.pos;
    if (start.bound == Bound.UNBOUNDED_FOLLOWING) {
      wrong = "frame start cannot be UNBOUNDED FOLLOWING";
    } else if (start.bound == Bound.OFFSET_FOLLOWING && !between) {
      wrong = "frame starting from following row cannot end with current row";
    } else if (between && end.bound == Bound.UNBOUNDED_PRECEDING) {
      wrong = "frame end cannot be UNBOUNDED PRECEDING";
      pos = end.pos;
    } else if (start.bound == Bound.CURRENT_ROW && end.bound == Bound.OFFSET_PRECEDING) {
      wrong = "frame starting from current row cannot have preceding rows";
      pos = end.pos;
    } else if (start.bound == Bound.OFFSET_FOLLOWING
        && (end.bound == Bound.OFFSET_PRECEDING || end.bound == Bound.CURRENT_ROW)) {
      wrong = "frame starting from following row cannot have preceding rows";
      pos = end.pos;
    }
    if (wrong != null) {
      throw TokenCursor.error(SqlState.WINDOWING_ERROR, wrong, pos);
    }
  }

  private Exclusion exclusion() {
    if (!in.accept(Keyword.EXCLUDE)) {
      return Exclusion.NONE;
    }
    if (in.accept(Keyword.CURRENT, Keyword.ROW)) {
      return Exclusion.CURRENT_ROW;
    }
    if (in.accept(Keyword.GROUP)) {
      return Exclusion.GROUP;
    }
    if (in.accept(Keyword.TIES)) {
      return Exclusion.TIES;
    }
    in.expect(Keyword.NO, Keyword.OTHERS);
    return Exclusion.NONE;
  }
}
