package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of FROM, and the names in them; the entries' columns are over the row of {@code rel}.
 *
 * @param entries the hidden ones too: errors speak of them
 */
record FromItem(Rel rel, List<RangeEntry> entries) {
  static final FromItem NOTHING = new FromItem(Values.ONE_ROW, List.of());

  FromItem {
    entries = List.copyOf(entries);
  }

  int width() {
    return rel.shape().width();
  }

  /** What {@code *} means. */
  List<ScopeColumn> starColumns() {
    List<ScopeColumn> all = new ArrayList<>();
    for (RangeEntry entry : entries) {
      if (entry.columnsVisible()) {
        all.addAll(entry.columns());
      }
    }
    return all;
  }
}
