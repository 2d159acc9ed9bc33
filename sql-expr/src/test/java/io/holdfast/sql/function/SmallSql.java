package io.holdfast.sql.function;

import io.holdfast.sql.expr.ArrayCtor;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads the small part of SQL that the table of expressions is written in: literals, calls, casts,
 * arrays and operators (all binary ones of one precedence).
 */
final class SmallSql {
  private static final String OPERATOR_CHARS = "+-*/<>=~!@#%^&|";

  private final String text;
  private final Coercion coercion;
  private int at;

  SmallSql(String text, Coercion coercion) {
    this.text = text;
    this.coercion = coercion;
  }

  Expr parse() {
    Expr expr = expression();
    if (at < text.length()) {
      throw new IllegalArgumentException("rest of " + text + " at " + at);
    }
    return expr;
  }

  private Expr expression() {
    Expr left = operand();
    while (at < text.length() && OPERATOR_CHARS.indexOf(text.charAt(at)) >= 0) {
      String symbol = symbol();
      left = Functions.builtin().operatorCall(symbol, left, operand(), coercion);
    }
    return left;
  }

  private String symbol() {
    int start = at;
    while (OPERATOR_CHARS.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String symbol = text.substring(start, at);
    skipBlanks();
    return symbol;
  }

  private Expr operand() {
    if (OPERATOR_CHARS.indexOf(text.charAt(at)) >= 0) {
      String symbol = symbol();
      return Functions.builtin().operatorCall(symbol, null, operand(), coercion);
    }
    Expr expr = primary();
    while (text.startsWith("::", at)) {
      at += 2;
      expr = coercion.coerce(expr, type(), CastContext.EXPLICIT);
    }
    skipBlanks();
    return expr;
  }

  private Expr primary() {
    char c = text.charAt(at);
    if (c == '[') {
      at++;
      return array(list(']'));
    }
    if (c == '(') {
      at++;
      skipBlanks();
      Expr inner = expression();
      expect(')');
      return inner;
    }
    if (c == '\'') {
      return Const.unknown(literal());
    }
    if (Character.isDigit(c)) {
      return number();
    }
    return named();
  }

  private Expr number() {
    int start = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String digits = text.substring(start, at);
    SqlType type = digits.contains(".") ? SqlType.NUMERIC : SqlType.INT4;
    return coercion.coerce(Const.unknown(digits), type, CastContext.EXPLICIT);
  }

  private Expr named() {
    int start = at;
    String name = word();
    if (name.equals("null")) {
      return Const.unknown(null);
    }
    if (name.equals("true") || name.equals("false")) {
      return new Const(name.equals("true"), SqlType.BOOL);
    }
    if (name.equals("array")) {
      expect('[');
      return array(list(']'));
    }
    if (at < text.length() && text.charAt(at) == '(' && !isTypedLiteral()) {
      at++;
      skipBlanks();
      return call(name, list(')'));
    }
    at = start;
    SqlType type = type();
    skipBlanks();
    return coercion.coerce(Const.unknown(literal()), type, CastContext.EXPLICIT);
  }

  /** After the parenthesis that closes here stands a literal: {@code varchar(3) 'x'}. */
  private boolean isTypedLiteral() {
    int close = text.indexOf(')', at);
    return text.startsWith(" '", close + 1) && Character.isDigit(text.charAt(at + 1));
  }

  private String word() {
    int start = at;
    if (text.charAt(at) == '"') {
      at = text.indexOf('"', at + 1) + 1;
      return text.substring(start + 1, at - 1);
    }
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(start, at);
  }

  private SqlType type() {
    boolean quoted = text.charAt(at) == '"';
    String name = word();
    List<Integer> mods = new ArrayList<>();
    if (at < text.length() && text.charAt(at) == '(') {
      int close = text.indexOf(')', at);
      for (String mod : text.substring(at + 1, close).split(",", -1)) {
        mods.add(Integer.valueOf(mod.trim()));
      }
      at = close + 1;
    }
    SqlType type =
        quoted
            ? SqlType.of(BaseType.QCHAR)
            : TypeNames.resolve(
                List.of(name.equals("char") ? "bpchar" : name),
                mods.stream().mapToInt(Integer::intValue).toArray());
    if (text.startsWith("[]", at)) {
      at += 2;
      type = new SqlType(Objects.requireNonNull(type.base().array()), type.typmod());
    }
    return type;
  }

  private Expr array(List<Expr> elements) {
    SqlType common = CommonType.of(elements.stream().map(Expr::type).toList(), "ARRAY");
    List<Expr> coerced =
        elements.stream().map(e -> coercion.coerce(e, common, CastContext.IMPLICIT)).toList();
    BaseType type =
        common.base().isArray() ? common.base() : Objects.requireNonNull(common.base().array());
    return new ArrayCtor(coerced, SqlType.of(type));
  }

  private Expr call(String name, List<Expr> args) {
    FunctionChoice choice =
        Functions.builtin().function(null, name, args.stream().map(Expr::type).toList());
    if (choice instanceof FunctionChoice.TypeCast cast) {
      return coercion.coerce(args.get(0), cast.target(), CastContext.EXPLICIT);
    }
    if (choice instanceof FunctionChoice.Scalar scalar) {
      return new Call(scalar.function(), coercion.coerceAll(args, scalar.function().argTypes()));
    }
    throw new IllegalArgumentException("not a plain function: " + name);
  }

  private List<Expr> list(char close) {
    List<Expr> items = new ArrayList<>();
    skipBlanks();
    while (text.charAt(at) != close) {
      items.add(expression());
      if (text.charAt(at) == ',') {
        at++;
        skipBlanks();
      }
    }
    at++;
    return items;
  }

  private String literal() {
    StringBuilder value = new StringBuilder();
    expectHere('\'');
    while (true) {
      char c = text.charAt(at++);
      if (c != '\'') {
        value.append(c);
      } else if (at < text.length() && text.charAt(at) == '\'') {
        value.append(c);
        at++;
      } else {
        return value.toString();
      }
    }
  }

  private void expectHere(char c) {
    if (text.charAt(at) != c) {
      throw new IllegalArgumentException("no " + c + " in " + text + " at " + at);
    }
    at++;
  }

  private void expect(char c) {
    expectHere(c);
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
