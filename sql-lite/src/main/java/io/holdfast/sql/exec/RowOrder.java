package io.holdfast.sql.exec;

import io.holdfast.sql.plan.logical.SortKey;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Values;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders rows by some of their columns. */
final class RowOrder implements Comparator<@Nullable Object[]> {
  private final int[] columns;
  private final BaseType[] types;
  private final boolean[] descending;
  private final boolean[] nullsFirst;

  private RowOrder(int size) {
    columns = new int[size];
    types = new BaseType[size];
    descending = new boolean[size];
    nullsFirst = new boolean[size];
  }

  /** The order by these keys of rows of these types. */
  static RowOrder of(List<SortKey> keys, List<SqlType> rowTypes) {
    RowOrder order = new RowOrder(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      SortKey key = keys.get(i);
      order.columns[i] = key.column();
      order.types[i] = rowTypes.get(key.column()).base();
      order.descending[i] = key.descending();
      order.nullsFirst[i] = key.nullsFirst();
    }
    return order;
  }

  @Override
  public int compare(@Nullable Object[] a, @Nullable Object[] b) {
    for (int i = 0; i < columns.length; i++) {
      Object x = a[columns[i]];
      Object y = b[columns[i]];
      int order;
      if (x == null || y == null) {
        if (x == y) {
          continue;
        }
        order = (x == null) == nullsFirst[i] ? -1 : 1;
      } else {
        order = Values.compare(types[i], x, y);
        if (descending[i]) {
          order = -order;
        }
      }
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
