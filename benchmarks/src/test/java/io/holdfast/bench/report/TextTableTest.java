package io.holdfast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTableTest {
  @Test
  void columnsAreAlignedFirstLeftOthersRight() {
    TextTable table = new TextTable(List.of("role", "pd", "store-1"));
    table.row(List.of("apply", "-", "12.5")).row(List.of("a longer role", "100.25", "3"));

    assertThat(table.lines())
        .containsExactly(
            "role               pd  store-1",
            "apply               -     12.5",
            "a longer role  100.25        3");
  }

  @Test
  void aRowOfTheWrongWidthIsRefused() {
    TextTable table = new TextTable(List.of("a", "b"));
    assertThatThrownBy(() -> table.row(List.of("1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells for 2 columns");
  }

  @Test
  void aResultIsDatedAndNeverOverwritten(@TempDir Path directory) throws IOException {
    ZonedDateTime when = ZonedDateTime.of(2026, 3, 4, 5, 6, 0, 0, ZoneOffset.UTC);
    Path results = directory.resolve("results");

    Path first = ResultFile.write(results, "ycsb-a", when, List.of("one"));
    Path second = ResultFile.write(results, "ycsb-a", when, List.of("two"));

    assertThat(first).isEqualTo(results.resolve("2026-03-04-0506-ycsb-a.txt")).hasContent("one\n");
    assertThat(second).isEqualTo(results.resolve("2026-03-04-0506-ycsb-a-2.txt"));
    assertThat(Files.readString(second)).isEqualTo("two\n");
  }

  @Test
  void aNamedFileIsUsedAsItIs(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("mine.txt");

    assertThat(
            ResultFile.write(
                file,
                "ycsb-a",
                ZonedDateTime.of(2026, 3, 4, 5, 6, 0, 0, ZoneOffset.UTC),
                List.of("x")))
        .isEqualTo(file);
  }
}
