package io.holdfast.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @TempDir Path directory;

  private Path install(String bin, String... programs) throws IOException {
    Path target = Files.createDirectories(directory.resolve(bin));
    for (String program : programs) {
      assertThat(Files.createFile(target.resolve(program)).toFile().setExecutable(true)).isTrue();
    }
    return target;
  }

  @Test
  void theNewestVersionIsTaken() throws IOException {
    install("lib/9.6/bin", "initdb", "postgres");
    Path newest = install("lib/15/bin", "initdb", "postgres");

    assertThat(PostgresBinaries.find(List.of(directory.resolve("lib")), "")).contains(newest);
  }

  @Test
  void onesOnThePathComeFirstAndMustBeWhole() throws IOException {
    Path half = install("half", "postgres");
    Path whole = install("whole", "initdb", "postgres");
    install("lib/15/bin", "initdb", "postgres");

    assertThat(PostgresBinaries.find(List.of(directory.resolve("lib")), half + ":" + whole))
        .contains(whole);
  }

  @Test
  void noneIsNoFailure() {
    assertThat(PostgresBinaries.find(List.of(directory.resolve("nowhere")), "")).isEmpty();
  }
}
