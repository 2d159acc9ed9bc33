package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.Option;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Named settings of statements, in their several spellings. */
final class OptionParser {
  private final TokenCursor in;

  OptionParser(Grammar grammar) {
    this.in = grammar.in;
  }

  static Option flag(String name, int pos) {
    return new Option(null, name, null, List.of(), pos);
  }

  static Option of(String name, @Nullable Expression value, int pos) {
    return new Option(null, name, value, List.of(), pos);
  }

  static Expression word(String text, int pos) {
    return new Expression.ColumnRef(List.of(text), pos);
  }

  /** {@code WITH (name = value, ..)} when it is there; WITHOUT OIDS too. */
  List<Option> with() {
    if (in.accept(Keyword.WITH)) {
      return definitions();
    }
    if (in.accept(Keyword.WITHOUT)) {
      in.expect(Keyword.OIDS);
    }
    return List.of();
  }

  /** {@code (name = value, ns.name = value, name, ..)}. */
  List<Option> definitions() {
    in.expect('(');
    List<Option> options = new ArrayList<>();
    do {
      int pos = in.pos();
      String name = in.label();
      String namespace = null;
      if (in.accept('.')) {
        namespace = name;
        name = in.label();
      }
      Expression value = in.accept('=') ? value() : null;
      options.add(new Option(namespace, name, value, List.of(), pos));
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(options);
  }

  /** {@code (name value, name (a, b), name, ..)} as COPY, EXPLAIN and VACUUM have it. */
  List<Option> generic() {
    return generic(false);
  }

  /** The same, perhaps with names that are reserved words, as COPY has it. */
  List<Option> generic(boolean anyName) {
    in.expect('(');
    List<Option> options = new ArrayList<>();
    do {
      int pos = in.pos();
      String name = anyName ? in.label() : in.nonReservedOrAnalyze();
      if (anyName && in.accept('(')) {
        List<Expression> items = new ArrayList<>();
        do {
          items.add(unreservedValue());
        } while (in.accept(','));
        in.expect(')');
        options.add(new Option(null, name, null, List.copyOf(items), pos));
      } else {
        boolean none = in.at(',') || in.at(')');
        options.add(of(name, none ? null : unreservedValue(), pos));
      }
    } while (in.accept(','));
    in.expect(')');
    return List.copyOf(options);
  }

  /** A literal with a sign perhaps, a word, TRUE, FALSE, ON, OFF, NONE, a star. */
  Expression value() {
    int pos = in.pos();
    if (in.accept('*')) {
      return new Expression.Star(List.of(), pos);
    }
    boolean minus = in.at('-');
    if (minus || in.at('+')) {
      in.advance();
      if (in.token() == Token.STRING || !in.token().literal()) {
        throw in.syntaxError();
      }
      Expression.Literal number = in.literal();
      return new Expression.Literal(
          number.kind(), minus ? "-" + number.text() : number.text(), -1, pos);
    }
    return wordOrLiteral();
  }

  /** The same without reserved words, but ON. */
  private Expression unreservedValue() {
    Keyword keyword = in.keyword();
    boolean reserved =
        keyword != null
            && keyword.category() == Keyword.Category.RESERVED
            && keyword != Keyword.ON
            && keyword != Keyword.TRUE
            && keyword != Keyword.FALSE;
    if (reserved) {
      throw in.syntaxError();
    }
    return value();
  }

  private Expression wordOrLiteral() {
    int pos = in.pos();
    if (in.token().literal()) {
      return in.literal();
    }
    if (in.accept(Keyword.TRUE)) {
      return new Expression.Literal(LiteralKind.TRUE, "", -1, pos);
    }
    if (in.accept(Keyword.FALSE)) {
      return new Expression.Literal(LiteralKind.FALSE, "", -1, pos);
    }
    List<String> parts = new ArrayList<>();
    parts.add(in.label());
    while (in.accept('.')) {
      parts.add(in.label());
    }
    return new Expression.ColumnRef(List.copyOf(parts), pos);
  }
}
