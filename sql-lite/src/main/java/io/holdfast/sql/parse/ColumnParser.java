package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.ColumnDefinition;
import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.Constraint.Attributes;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns of CREATE TABLE and ADD COLUMN. */
final class ColumnParser {
  private final Grammar grammar;
  private final TokenCursor in;

  ColumnParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  ColumnDefinition column() {
    int pos = in.pos();
    String name = in.columnName();
    TypeName type = grammar.types.type();
    if (in.accept(Keyword.COMPRESSION)) {
      in.label();
    }
    List<String> collation = List.of();
    List<Constraint> constraints = new ArrayList<>();
    while (true) {
      if (in.accept(Keyword.COLLATE)) {
        if (!collation.isEmpty()) {
          throw TokenCursor.syntax("multiple COLLATE clauses not allowed", in.pos());
        }
        collation = in.anyName();
      } else {
        Constraint constraint = constraint();
        if (constraint == null) {
          break;
        }
        constraints.add(constraint);
      }
    }
    return new ColumnDefinition(name, type, collation, List.copyOf(constraints), null, pos);
  }

  private @Nullable Constraint constraint() {
    String name = in.accept(Keyword.CONSTRAINT) ? in.columnName() : null;
    Constraint element = element(name);
    if (element == null && name != null) {
      throw in.syntaxError();
    }
    return element;
  }

  private @Nullable Constraint element(@Nullable String name) {
    int pos = in.pos();
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return null;
    }
    Attributes none = new Attributes(name, false, false, false, false);
    return switch (keyword) {
      case NOT -> {
        if (in.keyword(1) == Keyword.DEFERRABLE) {
          throw TokenCursor.syntax("misplaced NOT DEFERRABLE clause", pos);
        }
        in.advance();
        in.expect(Keyword.NULL);
        yield new Constraint.NotNull(none, pos);
      }
      case NULL -> {
        in.advance();
        yield new Constraint.Null(none, pos);
      }
      case DEFAULT -> defaultValue(none, pos);
      case GENERATED -> generated(none, pos);
      case CHECK -> check(name, pos);
      case PRIMARY, UNIQUE -> grammar.constraints.key(name, true, pos);
      case REFERENCES -> grammar.constraints.references(name, List.of(), pos);
      case DEFERRABLE, INITIALLY ->
          throw TokenCursor.syntax("misplaced " + keyword + " clause", pos);
      default -> null;
    };
  }

  private Constraint defaultValue(Attributes attributes, int pos) {
    in.advance();
    int first = in.index();
    Expression expression = grammar.expressions.restricted();
    return new Constraint.DefaultValue(attributes, expression, in.sourceSince(first), pos);
  }

  private Constraint check(@Nullable String name, int pos) {
    in.advance();
    in.expect('(');
    int first = in.index();
    Expression expression = grammar.expressions.expression();
    String text = in.sourceSince(first);
    in.expect(')');
    boolean noInherit = in.accept(Keyword.NO, Keyword.INHERIT);
    Attributes attributes = grammar.constraints.attributes(name, false, noInherit);
    return new Constraint.Check(attributes, expression, text, pos);
  }

  private Constraint generated(Attributes attributes, int pos) {
    in.advance();
    boolean always = in.accept(Keyword.ALWAYS);
    int whenPos = in.pos();
    if (!always) {
      in.expect(Keyword.BY, Keyword.DEFAULT);
    }
    in.expect(Keyword.AS);
    if (in.accept(Keyword.IDENTITY)) {
      List<Option> options = List.of();
      if (in.accept('(')) {
        options = grammar.create.sequenceOptions();
        in.expect(')');
      }
      return new Constraint.Identity(attributes, always, options, pos);
    }
    in.expect('(');
    int first = in.index();
    Expression expression = grammar.expressions.expression();
    String text = in.sourceSince(first);
    in.expect(')');
    in.expect(Keyword.STORED);
    if (!always) {
      throw TokenCursor.syntax(
          "for a generated column, GENERATED ALWAYS must be specified", whenPos);
    }
    return new Constraint.Generated(attributes, expression, text, pos);
  }
}
