package io.holdfast.sql.function;

import static io.holdfast.sql.function.CastContext.ASSIGNMENT;
import static io.holdfast.sql.function.CastContext.EXPLICIT;
import static io.holdfast.sql.function.CastContext.IMPLICIT;
import static io.holdfast.sql.type.BaseType.BOOL;
import static io.holdfast.sql.type.BaseType.BPCHAR;
import static io.holdfast.sql.type.BaseType.INT4;
import static io.holdfast.sql.type.BaseType.NAME;
import static io.holdfast.sql.type.BaseType.QCHAR;
import static io.holdfast.sql.type.BaseType.REGCLASS;
import static io.holdfast.sql.type.BaseType.TEXT;
import static io.holdfast.sql.type.BaseType.VARCHAR;

import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import io.holdfast.sql.type.ValueText;
import io.holdfast.sql.type.Values;
import java.util.List;

/** Casts among texts and between texts and a few others. */
final class TextCasts {
  private TextCasts() {}

  static void register(CastTable table) {
    table.relabel(TEXT, VARCHAR, IMPLICIT);
    table.relabel(TEXT, BPCHAR, IMPLICIT);
    table.relabel(VARCHAR, TEXT, IMPLICIT);
    table.relabel(VARCHAR, BPCHAR, IMPLICIT);
    table.add(BPCHAR, TEXT, IMPLICIT, (v, f, t, e, c) -> Values.trimBlanks((String) v));
    table.add(BPCHAR, VARCHAR, IMPLICIT, (v, f, t, e, c) -> Values.trimBlanks((String) v));
    names(table);
    for (BaseType string : List.of(TEXT, VARCHAR, BPCHAR)) {
      table.add(BOOL, string, ASSIGNMENT, (v, f, t, e, c) -> (Boolean) v ? "true" : "false");
      table.add(
          string,
          QCHAR,
          ASSIGNMENT,
          (v, f, t, e, c) -> ValueText.parse(SqlType.of(QCHAR), (String) v, c.types()));
    }
    table.relabel(QCHAR, TEXT, IMPLICIT);
    table.relabel(QCHAR, BPCHAR, ASSIGNMENT);
    table.relabel(QCHAR, VARCHAR, ASSIGNMENT);
    table.add(
        QCHAR, INT4, EXPLICIT, (v, f, t, e, c) -> (long) (byte) TextFunctions.qchar((String) v));
    table.add(INT4, QCHAR, EXPLICIT, (v, f, t, e, c) -> TextFunctions.qcharOf((Long) v));
    for (BaseType string : List.of(TEXT, VARCHAR)) {
      table.add(
          string,
          REGCLASS,
          IMPLICIT,
          Volatility.STABLE,
          (v, f, t, e, c) -> ValueText.parse(t.plain(), (String) v, c.types()));
    }
  }

  private static void names(CastTable table) {
    table.relabel(NAME, TEXT, IMPLICIT);
    table.relabel(NAME, BPCHAR, ASSIGNMENT);
    table.relabel(NAME, VARCHAR, ASSIGNMENT);
    table.add(TEXT, NAME, IMPLICIT, (v, f, t, e, c) -> Typmod.truncateName((String) v));
    table.add(VARCHAR, NAME, IMPLICIT, (v, f, t, e, c) -> Typmod.truncateName((String) v));
    table.add(
        BPCHAR,
        NAME,
        IMPLICIT,
        (v, f, t, e, c) -> Typmod.truncateName(Values.trimBlanks((String) v)));
  }
}
