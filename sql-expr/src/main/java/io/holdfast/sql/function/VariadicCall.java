package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function whose last arguments come as one array: it is called with the elements of it. */
final class VariadicCall implements ScalarBody {
  private final Declared declared;
  private final List<SqlType> leading;
  private final SqlType element;

  /** The types of all arguments, the array last. */
  VariadicCall(Declared declared, List<SqlType> types) {
    this.declared = declared;
    leading = List.copyOf(types.subList(0, types.size() - 1));
    SqlType array = types.get(types.size() - 1);
    BaseType base = array.base().element();
    element = new SqlType(base == null ? BaseType.TEXT : base, array.typmod());
  }

  @Override
  public @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
    int fixed = leading.size();
    if (args[fixed] == null && declared.params().size() == 1) {
      return null;
    }
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(args).subList(0, fixed));
    List<SqlType> types = new ArrayList<>(leading);
    if (args[fixed] instanceof SqlArray array) {
      for (Object each : array.elements()) {
        values.add(each);
        types.add(element);
      }
    }
    return declared.scalarSource().body(types).apply(ctx, values.toArray());
  }
}
