package io.holdfast.sql.plan.physical;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;

/** Types whose values look alike in keys and in hash tables. */
final class KeyTypes {
  private KeyTypes() {}

  private static boolean isInteger(BaseType type) {
    return type == BaseType.INT2 || type == BaseType.INT4 || type == BaseType.INT8;
  }

  private static boolean isText(BaseType type) {
    return type == BaseType.TEXT || type == BaseType.VARCHAR;
  }

  private static boolean isFloat(BaseType type) {
    return type == BaseType.FLOAT4 || type == BaseType.FLOAT8;
  }

  /** True iff equal values of both types have equal hash keys. */
  static boolean hashAlike(SqlType a, SqlType b) {
    return keyAlike(a, b) || (isFloat(a.base()) && isFloat(b.base()));
  }

  /** True iff a value of one type, written as a key of the other, is found and ordered right. */
  static boolean keyAlike(SqlType a, SqlType b) {
    return a.base() == b.base()
        || (isInteger(a.base()) && isInteger(b.base()))
        || (isText(a.base()) && isText(b.base()));
  }
}
