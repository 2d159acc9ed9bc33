package io.holdfast.endtoend.sql.differential;

import java.util.List;

/** What the generator knows of a table it has created. */
record TableModel(String name, List<ColumnModel> columns, List<String> key) {
  /** A column. */
  record ColumnModel(String name, Kind kind, boolean required) {}
}
