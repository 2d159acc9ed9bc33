package io.holdfast.sql.type;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types, with PostgreSQL's object identifiers and names. Classes of values in memory:
 *
 * <ul>
 *   <li>integers ({@code int2 int4 int8 oid} and the {@code reg*} types): {@link Long}
 *   <li>{@code float4 float8}: {@link Double} (a float4 is rounded to single precision)
 *   <li>{@code numeric}: {@code Decimal} (scale counts; NaN and the infinities exist)
 *   <li>{@code bool}: {@link Boolean}
 *   <li>character types, {@code name}, {@code "char"}, unknown literals: {@link String}; a {@code
 *       bpchar} value carries its blanks
 *   <li>{@code bytea}: {@code Bytes}
 *   <li>{@code date}: {@link Long} days, {@code time timestamp timestamptz}: {@link Long}
 *       microseconds, both since 2000-01-01 (UTC); {@code Long.MAX_VALUE} and {@code MIN_VALUE} are
 *       the infinities
 *   <li>{@code interval}: {@code Interval}
 *   <li>arrays and vectors: {@code SqlArray}; {@code record}: {@code List<Object>}
 * </ul>
 */
public enum BaseType {
  BOOL(16, "bool", "boolean", 'B', true, 1),
  BYTEA(17, "bytea", "bytea", 'U', false, -1),
  QCHAR(18, "char", "\"char\"", 'Z', false, 1),
  NAME(19, "name", "name", 'S', false, 64),
  INT8(20, "int8", "bigint", 'N', false, 8),
  INT2(21, "int2", "smallint", 'N', false, 2),
  INT4(23, "int4", "integer", 'N', false, 4),
  REGPROC(24, "regproc", "regproc", 'N', false, 4),
  TEXT(25, "text", "text", 'S', true, -1),
  OID(26, "oid", "oid", 'N', true, 4),
  FLOAT4(700, "float4", "real", 'N', false, 4),
  FLOAT8(701, "float8", "double precision", 'N', true, 8),
  UNKNOWN(705, "unknown", "unknown", 'X', false, -2),
  BPCHAR(1042, "bpchar", "character", 'S', false, -1),
  VARCHAR(1043, "varchar", "character varying", 'S', false, -1),
  DATE(1082, "date", "date", 'D', false, 4),
  TIME(1083, "time", "time without time zone", 'D', false, 8),
  TIMESTAMP(1114, "timestamp", "timestamp without time zone", 'D', false, 8),
  TIMESTAMPTZ(1184, "timestamptz", "timestamp with time zone", 'D', true, 8),
  INTERVAL(1186, "interval", "interval", 'T', true, 16),
  NUMERIC(1700, "numeric", "numeric", 'N', false, -1),
  REGCLASS(2205, "regclass", "regclass", 'N', false, 4),
  REGTYPE(2206, "regtype", "regtype", 'N', false, 4),
  REGNAMESPACE(4089, "regnamespace", "regnamespace", 'N', false, 4),
  REGROLE(4096, "regrole", "regrole", 'N', false, 4),
  RECORD(2249, "record", "record", 'P', false, -1),
  VOID(2278, "void", "void", 'P', false, 4),
  /** A function parameter that takes any type; not the type of a value. */
  ANY(2276, "any", "\"any\"", 'P', false, 4),
  /** A function parameter that takes any type, the same wherever it stands. */
  ANYELEMENT(2283, "anyelement", "anyelement", 'P', false, 4),
  /** A function parameter that takes an array of {@link #ANYELEMENT}. */
  ANYARRAY(2277, "anyarray", "anyarray", 'P', false, -1),
  INT2VECTOR(22, "int2vector", "int2vector", INT2),
  OIDVECTOR(30, "oidvector", "oidvector", OID),
  BOOL_ARRAY(1000, "_bool", "boolean[]", BOOL),
  BYTEA_ARRAY(1001, "_bytea", "bytea[]", BYTEA),
  QCHAR_ARRAY(1002, "_char", "\"char\"[]", QCHAR),
  NAME_ARRAY(1003, "_name", "name[]", NAME),
  INT2_ARRAY(1005, "_int2", "smallint[]", INT2),
  INT4_ARRAY(1007, "_int4", "integer[]", INT4),
  TEXT_ARRAY(1009, "_text", "text[]", TEXT),
  BPCHAR_ARRAY(1014, "_bpchar", "character[]", BPCHAR),
  VARCHAR_ARRAY(1015, "_varchar", "character varying[]", VARCHAR),
  INT8_ARRAY(1016, "_int8", "bigint[]", INT8),
  FLOAT4_ARRAY(1021, "_float4", "real[]", FLOAT4),
  FLOAT8_ARRAY(1022, "_float8", "double precision[]", FLOAT8),
  OID_ARRAY(1028, "_oid", "oid[]", OID),
  TIMESTAMP_ARRAY(1115, "_timestamp", "timestamp without time zone[]", TIMESTAMP),
  DATE_ARRAY(1182, "_date", "date[]", DATE),
  TIMESTAMPTZ_ARRAY(1185, "_timestamptz", "timestamp with time zone[]", TIMESTAMPTZ),
  INTERVAL_ARRAY(1187, "_interval", "interval[]", INTERVAL),
  NUMERIC_ARRAY(1231, "_numeric", "numeric[]", NUMERIC),
  REGCLASS_ARRAY(2210, "_regclass", "regclass[]", REGCLASS),
  RECORD_ARRAY(2287, "_record", "record[]", RECORD);

  private static final Map<Integer, BaseType> BY_OID = new HashMap<>();
  private static final Map<String, BaseType> BY_NAME = new HashMap<>();
  private static final Map<BaseType, BaseType> ARRAYS = new HashMap<>();

  static {
    for (BaseType type : values()) {
      BY_OID.put(type.oid, type);
      BY_NAME.put(type.typeName, type);
      if (type.element != null && type.typeName.startsWith("_")) {
        ARRAYS.put(type.element, type);
      }
    }
  }

  private final int oid;
  private final String typeName;
  private final String displayName;
  private final char category;
  private final boolean preferred;
  private final int sizeBytes;
  private final @Nullable BaseType element;

  BaseType(
      int oid,
      String typeName,
      String displayName,
      char category,
      boolean preferred,
      int sizeBytes) {
    this.oid = oid;
    this.typeName = typeName;
    this.displayName = displayName;
    this.category = category;
    this.preferred = preferred;
    this.sizeBytes = sizeBytes;
    this.element = null;
  }

  BaseType(int oid, String typeName, String displayName, BaseType element) {
    this.oid = oid;
    this.typeName = typeName;
    this.displayName = displayName;
    this.category = element.category == 'P' ? 'P' : 'A';
    this.preferred = false;
    this.sizeBytes = -1;
    this.element = element;
  }

  /** The type with this object identifier (pg_type.oid). */
  public static @Nullable BaseType byOid(int oid) {
    return BY_OID.get(oid);
  }

  /** The type with this catalogue name (pg_type.typname), e.g. {@code int4}. */
  public static @Nullable BaseType byName(String typeName) {
    return BY_NAME.get(typeName);
  }

  /** The array type whose elements are of this type, if there is one. */
  public @Nullable BaseType array() {
    return ARRAYS.get(this);
  }

  /** Type of the elements; null when this is no array. */
  public @Nullable BaseType element() {
    return element;
  }

  /** True for arrays and vectors. */
  public boolean isArray() {
    return element != null;
  }

  /** pg_type.oid. */
  public int oid() {
    return oid;
  }

  /** pg_type.typname. */
  public String typeName() {
    return typeName;
  }

  /** What format_type and error messages say, without a modifier. */
  public String displayName() {
    return displayName;
  }

  /** pg_type.typcategory: B, D, N, S, T, A, U, X, Z, P. */
  public char category() {
    return category;
  }

  /** pg_type.typispreferred: where casts of one category lead. */
  public boolean isPreferred() {
    return preferred;
  }

  /** pg_type.typlen: bytes of a value, -1 when they vary. */
  public int sizeBytes() {
    return sizeBytes;
  }
}
