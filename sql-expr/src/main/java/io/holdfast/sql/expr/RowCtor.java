package io.holdfast.sql.expr;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlRecord;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ROW(...): a value of several fields. */
public final class RowCtor implements Expr {
  private static final SqlType RECORD = SqlType.of(BaseType.RECORD);

  private final List<Expr> fields;
  private final List<SqlType> types;
  private final SqlType type;

  /** A value of no table. The fields are copied. */
  public RowCtor(List<Expr> fields) {
    this(fields, RECORD);
  }

  /** A row of the type ({@link SqlType#ofRows}). The fields are copied. */
  public RowCtor(List<Expr> fields, SqlType type) {
    this.fields = List.copyOf(fields);
    this.types = this.fields.stream().map(Expr::type).toList();
    this.type = type;
  }

  /** The fields. */
  public List<Expr> fields() {
    return fields;
  }

  @Override
  public SqlType type() {
    return type;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    @Nullable Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).eval(row, ctx);
    }
    return new SqlRecord(types, values);
  }

  @Override
  public List<Expr> children() {
    return fields;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new RowCtor(children, type);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowCtor that && type.equals(that.type) && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return "RowCtor" + fields;
  }
}
