package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of one key column, over no columns.
 *
 * @param items the values
 * @param array an array of values in their place; null for none
 */
public record KeyPart(List<Expr> items, @Nullable Expr array) {
  /** Copies what it is given. */
  public KeyPart {
    items = List.copyOf(items);
  }

  /** One value. */
  public static KeyPart of(Expr item) {
    return new KeyPart(List.of(item), null);
  }
}
