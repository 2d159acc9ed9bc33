package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.List;

/** Types by the names in a statement. */
public final class TypeResolver {
  private static final String CATALOG = "pg_catalog";

  private TypeResolver() {}

  /**
   * The type of a name.
   *
   * @throws SqlException 42704, 3F000, 22023, 42601
   */
  public static SqlType resolve(TypeName name, CatalogSnapshot catalog) {
    if (name.setOf()) {
      throw new SqlException(SqlState.DATATYPE_MISMATCH, "cannot cast to a set", name.pos());
    }
    List<String> parts = name.names();
    if (parts.size() > 1) {
      String schema = parts.get(parts.size() - 2);
      if (!schema.equals(CATALOG) && catalog.schema(schema) == null) {
        throw new SqlException(
            SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist", name.pos());
      }
    }
    try {
      SqlType type = TypeNames.resolve(parts, typmods(name));
      return name.isArray() ? TypeNames.arrayOf(type) : type;
    } catch (SqlException failure) {
      throw failure.at(name.pos());
    }
  }

  private static int[] typmods(TypeName name) {
    int[] values = new int[name.typmods().size()];
    for (int i = 0; i < values.length; i++) {
      Expression modifier = name.typmods().get(i);
      if (!(modifier instanceof Expression.Literal literal)) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR,
            "type modifiers must be simple constants or identifiers",
            name.pos());
      }
      values[i] = number(literal, name);
    }
    return values;
  }

  private static int number(Expression.Literal literal, TypeName name) {
    try {
      return Integer.parseInt(literal.text());
    } catch (NumberFormatException tooBig) {
      throw new SqlException(
              SqlState.INVALID_TEXT_REPRESENTATION,
              "invalid input syntax for type integer: \"" + literal.text() + "\"",
              name.pos())
          .causedBy(tooBig);
    }
  }
}
