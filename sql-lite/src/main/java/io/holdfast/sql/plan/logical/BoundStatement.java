package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;
import java.util.List;

/** A statement whose names and types are known. */
public sealed interface BoundStatement
    permits BoundQuery,
        BoundInsert,
        BoundUpdate,
        BoundDelete,
        BoundCopyFrom,
        BoundCopyTo,
        BoundExplain,
        BoundCreateTable,
        BoundUtility {
  /** Types of {@code $1}, {@code $2}, ...: declared by the client or found. */
  List<SqlType> parameterTypes();

  /** Columns of the rows the client gets; empty when it gets none. */
  List<OutputColumn> outputColumns();
}
