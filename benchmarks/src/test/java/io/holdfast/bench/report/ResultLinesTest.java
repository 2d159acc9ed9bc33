package io.holdfast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLinesTest {
  private static final ZonedDateTime WHEN = ZonedDateTime.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsReadAndNothingIsOverwritten() throws IOException {
    Path first = ResultLines.write(directory, "micro", WHEN, List.of(Map.of("us", 1.5)));
    Path second =
        ResultLines.write(directory, "micro", WHEN, List.of(Map.of("us", 2), Map.of("us", 3)));

    assertThat(first.getFileName()).hasToString("2026-01-02-030405-micro.jsonl");
    assertThat(second).isNotEqualTo(first);
    assertThat(ResultLines.read(directory))
        .extracting(line -> line.get("us").asDouble())
        .containsExactlyInAnyOrder(1.5, 2.0, 3.0);
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    Files.writeString(directory.resolve("x.jsonl"), "{\"us\":1}\n{\"us\":\n");
    assertThatThrownBy(() -> ResultLines.read(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.jsonl:2");
  }
}
