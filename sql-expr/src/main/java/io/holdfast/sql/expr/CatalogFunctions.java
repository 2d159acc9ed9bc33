package io.holdfast.sql.expr;

import io.holdfast.sql.type.TypeContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions that read the catalogue. Names of {@code reg*} values are not here: {@link
 * TypeContext#names} has them.
 */
@FunctionalInterface
public interface CatalogFunctions {
  /**
   * A function over the catalogue, by name: {@code pg_table_is_visible}, {@code pg_get_expr},
   * {@code pg_get_indexdef}, {@code pg_get_constraintdef}, {@code pg_get_userbyid}, {@code
   * obj_description}, {@code pg_table_size}, {@code nextval}... The names are those registered in
   * {@code function.SystemFunctions}.
   *
   * @param args the arguments as the function declares them; null for NULL
   * @return the value, null also when the object is not known
   */
  @Nullable Object call(String function, List<@Nullable Object> args);

  /** A catalogue without objects, for expressions that stand alone. */
  static CatalogFunctions empty() {
    return (function, args) -> null;
  }
}
