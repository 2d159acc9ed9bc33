package io.holdfast.sql.txn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TableModeTest {
  /** PostgreSQL 15, table 13.2: x for modes that exclude each other, weakest first. */
  private static final List<String> CONFLICTS =
      List.of(
          ".......x",
          "......xx",
          "....xxxx",
          "...xxxxx",
          "..xx.xxx",
          "..xxxxxx",
          ".xxxxxxx",
          "xxxxxxxx");

  @Test
  void modesExcludeEachOtherAsOnPostgres() {
    List<String> rows = new ArrayList<>();
    for (TableMode mode : TableMode.values()) {
      StringBuilder row = new StringBuilder();
      for (TableMode other : TableMode.values()) {
        row.append(mode.conflictsWith(other.bit()) ? 'x' : '.');
      }
      rows.add(row.toString());
    }
    assertThat(rows).isEqualTo(CONFLICTS);
  }

  @Test
  void aModeIsCoveredByThoseThatKeepAwayAsMany() {
    assertThat(TableMode.ROW_EXCLUSIVE.coveredBy(TableMode.SHARE.bit())).isFalse();
    assertThat(TableMode.ROW_EXCLUSIVE.coveredBy(TableMode.SHARE_UPDATE_EXCLUSIVE.bit())).isTrue();
    assertThat(TableMode.ACCESS_SHARE.coveredBy(TableMode.ROW_SHARE.bit())).isTrue();
    assertThat(TableMode.ACCESS_SHARE.coveredBy(0)).isFalse();
    assertThat(
            TableMode.SHARE_ROW_EXCLUSIVE.coveredBy(
                TableMode.SHARE.bit() | TableMode.ROW_EXCLUSIVE.bit()))
        .isTrue();
  }

  @Test
  void whoReadsOrWritesHasToBeToldOfTheModesThatKeepThemAway() {
    List<TableMode> told = new ArrayList<>();
    for (TableMode mode : TableMode.values()) {
      if (mode.isStrong()) {
        told.add(mode);
      }
    }
    assertThat(told)
        .containsExactly(
            TableMode.SHARE,
            TableMode.SHARE_ROW_EXCLUSIVE,
            TableMode.EXCLUSIVE,
            TableMode.ACCESS_EXCLUSIVE);
  }
}
