package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.Constraint.Attributes;
import io.holdfast.sql.parse.ast.Constraint.Match;
import io.holdfast.sql.parse.ast.Constraint.ReferentialAction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constraints of tables, and what constraints of columns share with them. */
final class ConstraintParser {
  private final Grammar grammar;
  private final TokenCursor in;

  ConstraintParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  boolean atTableConstraint() {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return false;
    }
    return switch (keyword) {
      case CONSTRAINT, CHECK, UNIQUE, PRIMARY, FOREIGN -> true;
      // A word that is no reserved one: EXCLUDE may be a column.
      case EXCLUDE -> in.at(1, '(') || in.keyword(1) == Keyword.USING;
      default -> false;
    };
  }

  Constraint tableConstraint() {
    int start = in.pos();
    String name = in.accept(Keyword.CONSTRAINT) ? in.columnName() : null;
    Keyword keyword = in.keyword();
    if (keyword == null) {
      throw in.syntaxError();
    }
    return switch (keyword) {
      case CHECK -> check(name, start);
      case PRIMARY, UNIQUE -> key(name, false, start);
      case FOREIGN -> {
        in.advance();
        in.expect(Keyword.KEY);
        yield references(name, in.columnList(), start);
      }
      case EXCLUDE -> throw TokenCursor.unsupported("EXCLUDE", in.pos());
      default -> throw in.syntaxError();
    };
  }

  private Constraint check(@Nullable String name, int pos) {
    in.advance();
    in.expect('(');
    int first = in.index();
    Expression expression = grammar.expressions.expression();
    String text = in.sourceSince(first);
    in.expect(')');
    return new Constraint.Check(attributes(name, true, false), expression, text, pos);
  }

  /** PRIMARY KEY, UNIQUE. */
  Constraint key(@Nullable String name, boolean ofColumn, int pos) {
    boolean primary = in.accept(Keyword.PRIMARY);
    boolean nullsNotDistinct = false;
    if (primary) {
      in.expect(Keyword.KEY);
    } else {
      in.expect(Keyword.UNIQUE);
      nullsNotDistinct = nullsNotDistinct();
    }
    List<String> columns = List.of();
    List<String> include = List.of();
    String index = null;
    if (!ofColumn) {
      if (in.accept(Keyword.USING)) {
        in.expect(Keyword.INDEX);
        index = in.columnName();
      } else {
        columns = in.columnList();
        include = in.accept(Keyword.INCLUDE) ? in.columnList() : List.of();
      }
    }
    List<Option> options = grammar.options.with();
    if (in.accept(Keyword.USING)) {
      in.expect(Keyword.INDEX, Keyword.TABLESPACE);
      in.columnName();
    }
    Attributes attributes = attributes(name, !ofColumn, false);
    return new Constraint.Key(
        attributes, primary, nullsNotDistinct, columns, include, options, index, pos);
  }

  boolean nullsNotDistinct() {
    if (!in.accept(Keyword.NULLS)) {
      return false;
    }
    boolean not = in.accept(Keyword.NOT);
    in.expect(Keyword.DISTINCT);
    return not;
  }

  /** REFERENCES and what follows. */
  Constraint references(@Nullable String name, List<String> columns, int pos) {
    in.expect(Keyword.REFERENCES);
    QualifiedName table = in.relationName();
    List<String> referenced = in.optionalColumnList();
    Match match = Match.SIMPLE;
    if (in.accept(Keyword.MATCH)) {
      match = match();
    }
    ReferentialAction onDelete = ReferentialAction.NO_ACTION;
    ReferentialAction onUpdate = ReferentialAction.NO_ACTION;
    while (in.at(Keyword.ON)) {
      in.advance();
      if (in.accept(Keyword.DELETE)) {
        onDelete = action();
        in.optionalColumnList();
      } else {
        in.expect(Keyword.UPDATE);
        onUpdate = action();
      }
    }
    return new Constraint.ForeignKey(
        attributes(name, !columns.isEmpty(), false),
        columns,
        table,
        referenced,
        match,
        onDelete,
        onUpdate,
        pos);
  }

  private Match match() {
    int pos = in.pos();
    if (in.accept(Keyword.FULL)) {
      return Match.FULL;
    }
    if (in.accept(Keyword.PARTIAL)) {
      throw TokenCursor.error(
          io.holdfast.sql.error.SqlState.FEATURE_NOT_SUPPORTED,
          "MATCH PARTIAL not yet implemented",
          pos);
    }
    in.expect(Keyword.SIMPLE);
    return Match.SIMPLE;
  }

  private ReferentialAction action() {
    if (in.accept(Keyword.NO)) {
      in.expect(Keyword.ACTION);
      return ReferentialAction.NO_ACTION;
    }
    if (in.accept(Keyword.RESTRICT)) {
      return ReferentialAction.RESTRICT;
    }
    if (in.accept(Keyword.CASCADE)) {
      return ReferentialAction.CASCADE;
    }
    in.expect(Keyword.SET);
    if (in.accept(Keyword.NULL)) {
      return ReferentialAction.SET_NULL;
    }
    in.expect(Keyword.DEFAULT);
    return ReferentialAction.SET_DEFAULT;
  }

  private boolean attributeFollows() {
    return in.keyword(1) == Keyword.DEFERRABLE || in.keyword(1) == Keyword.VALID;
  }

  /** DEFERRABLE, INITIALLY, NOT VALID, NO INHERIT in any order. */
  Attributes attributes(@Nullable String name, boolean ofTable, boolean alreadyNoInherit) {
    boolean deferrable = false;
    boolean deferred = false;
    boolean notValid = false;
    boolean noInherit = alreadyNoInherit;
    while (true) {
      if (ofTable && in.at(Keyword.NOT) && !attributeFollows()) {
        in.advance();
        throw in.syntaxError();
      }
      if (in.accept(Keyword.NOT, Keyword.DEFERRABLE)) {
        deferrable = false;
      } else if (in.accept(Keyword.DEFERRABLE)) {
        deferrable = true;
      } else if (in.accept(Keyword.INITIALLY)) {
        deferred = in.accept(Keyword.DEFERRED);
        if (!deferred) {
          in.expect(Keyword.IMMEDIATE);
        }
        deferrable |= deferred;
      } else if (in.accept(Keyword.NOT, Keyword.VALID)) {
        notValid = true;
      } else if (in.accept(Keyword.NO, Keyword.INHERIT)) {
        noInherit = true;
      } else {
        return new Attributes(name, deferrable, deferred, notValid, noInherit);
      }
    }
  }
}
