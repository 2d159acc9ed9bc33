package io.holdfast.sql.function;

import static io.holdfast.sql.function.CastContext.ASSIGNMENT;
import static io.holdfast.sql.function.CastContext.EXPLICIT;
import static io.holdfast.sql.function.CastContext.IMPLICIT;
import static io.holdfast.sql.type.BaseType.BOOL;
import static io.holdfast.sql.type.BaseType.FLOAT4;
import static io.holdfast.sql.type.BaseType.FLOAT8;
import static io.holdfast.sql.type.BaseType.INT2;
import static io.holdfast.sql.type.BaseType.INT4;
import static io.holdfast.sql.type.BaseType.INT8;
import static io.holdfast.sql.type.BaseType.NUMERIC;
import static io.holdfast.sql.type.BaseType.OID;
import static io.holdfast.sql.type.BaseType.REGCLASS;
import static io.holdfast.sql.type.BaseType.REGNAMESPACE;
import static io.holdfast.sql.type.BaseType.REGPROC;
import static io.holdfast.sql.type.BaseType.REGROLE;
import static io.holdfast.sql.type.BaseType.REGTYPE;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import java.util.List;

/** Casts among numbers, object identifiers and booleans. */
final class NumberCasts {
  private static final List<BaseType> REG_TYPES =
      List.of(REGPROC, REGCLASS, REGTYPE, REGNAMESPACE, REGROLE);

  private NumberCasts() {}

  static void register(CastTable table) {
    integers(table);
    decimals(table);
    floats(table);
    identifiers(table);
    table.add(BOOL, INT4, EXPLICIT, (v, f, t, e, c) -> (Boolean) v ? 1L : 0L);
    table.add(INT4, BOOL, EXPLICIT, (v, f, t, e, c) -> (Long) v != 0);
  }

  private static void integers(CastTable table) {
    // All integers are Long in memory: widening only changes the label.
    table.relabel(INT2, INT4, IMPLICIT);
    table.relabel(INT2, INT8, IMPLICIT);
    table.relabel(INT4, INT8, IMPLICIT);
    table.add(INT4, INT2, ASSIGNMENT, (v, f, t, e, c) -> Numbers.int2((Long) v));
    table.add(INT8, INT2, ASSIGNMENT, (v, f, t, e, c) -> Numbers.int2((Long) v));
    table.add(INT8, INT4, ASSIGNMENT, (v, f, t, e, c) -> Numbers.int4((Long) v));
  }

  private static void decimals(CastTable table) {
    for (BaseType integer : List.of(INT2, INT4, INT8)) {
      table.add(integer, NUMERIC, IMPLICIT, (v, f, t, e, c) -> Decimal.of((Long) v));
      table.add(NUMERIC, integer, ASSIGNMENT, (v, f, t, e, c) -> ((Decimal) v).toInteger(t.base()));
    }
    table.add(NUMERIC, FLOAT8, IMPLICIT, (v, f, t, e, c) -> ((Decimal) v).toDouble());
    table.add(
        NUMERIC, FLOAT4, IMPLICIT, (v, f, t, e, c) -> Numbers.float4(((Decimal) v).toDouble()));
    table.add(FLOAT8, NUMERIC, ASSIGNMENT, (v, f, t, e, c) -> Decimal.ofDouble((Double) v));
    table.add(FLOAT4, NUMERIC, ASSIGNMENT, (v, f, t, e, c) -> Decimal.ofFloat((Double) v));
  }

  private static void floats(CastTable table) {
    for (BaseType integer : List.of(INT2, INT4, INT8)) {
      table.add(integer, FLOAT8, IMPLICIT, (v, f, t, e, c) -> ((Long) v).doubleValue());
      table.add(integer, FLOAT4, IMPLICIT, (v, f, t, e, c) -> (double) ((Long) v).floatValue());
      for (BaseType real : List.of(FLOAT4, FLOAT8)) {
        table.add(
            real, integer, ASSIGNMENT, (v, f, t, e, c) -> Numbers.round((Double) v, t.base()));
      }
    }
    table.relabel(FLOAT4, FLOAT8, IMPLICIT);
    table.add(FLOAT8, FLOAT4, ASSIGNMENT, (v, f, t, e, c) -> Numbers.float4((Double) v));
  }

  private static void identifiers(CastTable table) {
    table.add(INT8, OID, IMPLICIT, (v, f, t, e, c) -> Numbers.oid((Long) v));
    table.add(INT2, OID, IMPLICIT, (v, f, t, e, c) -> (Long) v & 0xFFFF_FFFFL);
    // As PostgreSQL reads the same 32 bits: a negative integer is a large identifier.
    table.add(INT4, OID, IMPLICIT, (v, f, t, e, c) -> (Long) v & 0xFFFF_FFFFL);
    table.relabel(OID, INT8, ASSIGNMENT);
    table.add(OID, INT4, ASSIGNMENT, (v, f, t, e, c) -> (long) ((Long) v).intValue());
    for (BaseType reg : REG_TYPES) {
      table.add(INT8, reg, IMPLICIT, (v, f, t, e, c) -> Numbers.oid((Long) v));
      table.add(INT2, reg, IMPLICIT, (v, f, t, e, c) -> (Long) v & 0xFFFF_FFFFL);
      table.add(INT4, reg, IMPLICIT, (v, f, t, e, c) -> (Long) v & 0xFFFF_FFFFL);
      table.relabel(OID, reg, IMPLICIT);
      table.relabel(reg, OID, IMPLICIT);
      table.relabel(reg, INT8, ASSIGNMENT);
      table.add(reg, INT4, ASSIGNMENT, (v, f, t, e, c) -> (long) ((Long) v).intValue());
    }
  }
}
