package io.holdfast.sql.type;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A type with its modifier (pg_attribute.atttypmod).
 *
 * @param typmod -1 for none; {@code varchar(n)} and {@code char(n)}: n + 4; {@code numeric(p,s)}:
 *     (p &lt;&lt; 16 | s) + 4; time types: digits of the seconds; {@code record} and arrays of it:
 *     the identifier of the row type whose values they are (pg_class.reltype)
 */
public record SqlType(BaseType base, int typmod) {
  private static final Map<BaseType, SqlType> PLAIN = new EnumMap<>(BaseType.class);

  static {
    for (BaseType base : BaseType.values()) {
      PLAIN.put(base, new SqlType(base, -1));
    }
  }

  public static final SqlType BOOL = of(BaseType.BOOL);
  public static final SqlType INT2 = of(BaseType.INT2);
  public static final SqlType INT4 = of(BaseType.INT4);
  public static final SqlType INT8 = of(BaseType.INT8);
  public static final SqlType FLOAT8 = of(BaseType.FLOAT8);
  public static final SqlType NUMERIC = of(BaseType.NUMERIC);
  public static final SqlType TEXT = of(BaseType.TEXT);
  public static final SqlType NAME = of(BaseType.NAME);
  public static final SqlType OID = of(BaseType.OID);
  public static final SqlType UNKNOWN = of(BaseType.UNKNOWN);
  public static final SqlType VOID = of(BaseType.VOID);

  /** The type without a modifier. */
  public static SqlType of(BaseType base) {
    return Objects.requireNonNull(PLAIN.get(base));
  }

  /** Between the identifier of a row type and that of the arrays of it. */
  public static final int ARRAYS_OF_ROWS = 1_000_000_000;

  /** The type of a table's rows, which has this identifier. */
  public static SqlType ofRows(int rowTypeOid) {
    return new SqlType(BaseType.RECORD, rowTypeOid);
  }

  /** What clients and the catalogue know the type by: rows of a table have a type of their own. */
  public int oid() {
    if (typmod < 0 || !isOfRows()) {
      return base.oid();
    }
    return base == BaseType.RECORD ? typmod : typmod + ARRAYS_OF_ROWS;
  }

  /** The modifier as clients see it. */
  public int shownTypmod() {
    return isOfRows() ? -1 : typmod;
  }

  /** True for records, which may be the rows of a table, and for arrays of them. */
  public boolean isOfRows() {
    return base == BaseType.RECORD || base == BaseType.RECORD_ARRAY;
  }

  /** This type without its modifier; rows stay those of their table. */
  public SqlType plain() {
    return typmod < 0 || isOfRows() ? this : of(base);
  }

  /** True iff the base is {@code other}. */
  public boolean is(BaseType other) {
    return base == other;
  }
}
