package io.holdfast.sql.type;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of type {@code record} that knows the types of its fields: a plain list of values could
 * not be written as text (a date in memory is a number).
 */
public final class SqlRecord extends AbstractList<@Nullable Object> {
  private final List<SqlType> types;
  private final @Nullable Object[] fields;

  /** Takes the array over; as many fields as types. */
  public SqlRecord(List<SqlType> types, @Nullable Object[] fields) {
    if (types.size() != fields.length) {
      throw new IllegalArgumentException(types.size() + " types, " + fields.length + " fields");
    }
    this.types = List.copyOf(types);
    this.fields = fields;
  }

  /** Types of the fields. */
  public List<SqlType> types() {
    return types;
  }

  @Override
  public @Nullable Object get(int index) {
    return fields[index];
  }

  @Override
  public int size() {
    return fields.length;
  }
}
