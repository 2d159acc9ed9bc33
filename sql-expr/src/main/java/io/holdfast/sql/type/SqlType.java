package io.holdfast.sql.type;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * A type with its modifier (pg_attribute.atttypmod).
 *
 * @param typmod -1 for none; {@code varchar(n)} and {@code char(n)}: n + 4; {@code numeric(p,s)}:
 *     (p &lt;&lt; 16 | s) + 4; time types: digits of the seconds
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

  /** This type without its modifier. */
  public SqlType plain() {
    return typmod < 0 ? this : of(base);
  }

  /** True iff the base is {@code other}. */
  public boolean is(BaseType other) {
    return base == other;
  }
}
