package io.holdfast.sql.session;

import io.holdfast.sql.parse.StatementKey;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement on its way to a plan: its text, with the literals taken out where plans are shared.
 *
 * @param statement null: not parsed yet
 * @param shape key of the text without its literals; null: the plan is not shared
 * @param literals texts of the literals, in order; empty without a shape
 * @param declaredOids types of parameters that the client has fixed
 */
@SuppressWarnings("ArrayRecordComponent") // Made once for a statement, never compared.
record StatementSource(
    String text,
    @Nullable Statement statement,
    @Nullable StatementKey shape,
    List<String> literals,
    int[] declaredOids) {
  static final int[] NO_OIDS = {};

  /** The same, to be planned for its very text. */
  StatementSource unshared() {
    return new StatementSource(text, statement, null, List.of(), declaredOids);
  }

  /** The same with a key of its own, to be kept. */
  StatementSource kept() {
    return shape == null
        ? this
        : new StatementSource(text, statement, shape.copy(), literals, declaredOids);
  }

  /** The same with parameters of these types, whatever the statement would make of them. */
  StatementSource withTypes(List<SqlType> types) {
    int[] oids = new int[types.size()];
    for (int i = 0; i < oids.length; i++) {
      oids[i] = types.get(i).base().oid();
    }
    return new StatementSource(text, statement, shape, literals, oids);
  }

  /** The same, parsed. */
  StatementSource with(Statement parsed) {
    return new StatementSource(text, parsed, shape, literals, declaredOids);
  }
}
