package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.system.OwnObjects.KeptStatement;
import io.holdfast.sql.catalog.system.OwnObjects.OpenCursor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;

/** Tables of what the session that asks keeps for itself. */
final class OwnRows {
  private OwnRows() {}

  static void statements(RowSet rows, SystemContext context) {
    for (KeptStatement each : context.own().statements()) {
      rows.add()
          .set("name", each.name())
          .set("statement", each.text())
          .set("prepare_time", each.preparedMicros())
          .set("parameter_types", SqlArray.of(BaseType.OID, each.parameterTypes()))
          .set("from_sql", each.fromSql());
    }
  }

  static void cursors(RowSet rows, SystemContext context) {
    for (OpenCursor each : context.own().cursors()) {
      rows.add()
          .set("name", each.name())
          .set("statement", each.text())
          .set("is_holdable", each.holdable())
          .set("is_scrollable", each.scrollable())
          .set("creation_time", each.createdMicros());
    }
  }
}
