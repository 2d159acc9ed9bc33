package io.holdfast.sql.catalog.system;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import org.jspecify.annotations.Nullable;

/** What information_schema.columns says about the type of a column. */
final class TypeFacts {
  /** Header of a varlena value, which PostgreSQL counts into the modifier. */
  private static final int HEADER = 4;

  private static final int UTF8_BYTES_MAX = 4;
  private static final int TEXT_OCTETS = 1 << 30;
  private static final int TIME_DIGITS = 6;

  private TypeFacts() {}

  static void fill(RowSet row, SystemContext context, SqlType type) {
    BaseType base = type.base();
    boolean array = base.isArray() && base.typeName().startsWith("_");
    row.set("data_type", array ? "ARRAY" : base.displayName());
    switch (base) {
      case VARCHAR, BPCHAR -> characters(row, type);
      case TEXT -> row.set("character_octet_length", TEXT_OCTETS);
      case NAME ->
          row.set("collation_catalog", context.catalog().database().name())
              .set("collation_schema", "pg_catalog")
              .set("collation_name", "C");
      case INT2 -> number(row, 16, 2, 0);
      case INT4 -> number(row, 32, 2, 0);
      case INT8 -> number(row, 64, 2, 0);
      case FLOAT4 -> number(row, 24, 2, null);
      case FLOAT8 -> number(row, 53, 2, null);
      case NUMERIC -> numeric(row, type);
      case DATE -> row.set("datetime_precision", 0);
      case TIME, TIMESTAMP, TIMESTAMPTZ ->
          row.set("datetime_precision", type.typmod() < 0 ? TIME_DIGITS : type.typmod());
      case INTERVAL -> row.set("datetime_precision", TIME_DIGITS);
      default -> {
        // Nothing more to say.
      }
    }
  }

  private static void characters(RowSet row, SqlType type) {
    if (type.typmod() < 0) {
      row.set("character_octet_length", TEXT_OCTETS);
    } else {
      int length = type.typmod() - HEADER;
      row.set("character_maximum_length", length)
          .set("character_octet_length", length * UTF8_BYTES_MAX);
    }
  }

  private static void number(RowSet row, int precision, int radix, @Nullable Integer scale) {
    row.set("numeric_precision", precision)
        .set("numeric_precision_radix", radix)
        .set("numeric_scale", scale);
  }

  private static void numeric(RowSet row, SqlType type) {
    row.set("numeric_precision_radix", 10);
    if (type.typmod() >= 0) {
      int packed = type.typmod() - HEADER;
      row.set("numeric_precision", packed >> 16).set("numeric_scale", packed & 0x7ff);
    }
  }
}
