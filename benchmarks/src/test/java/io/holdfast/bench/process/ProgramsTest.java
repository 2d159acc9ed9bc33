package io.holdfast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  @TempDir Path directory;

  @Test
  void theFirstExecutableOnThePathIsFound() throws IOException {
    Path first = Files.createDirectories(directory.resolve("a"));
    Path second = Files.createDirectories(directory.resolve("b"));
    Path plain = Files.createFile(first.resolve("etcd"));
    Path program = Files.createFile(second.resolve("etcd"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Programs.find("etcd", ":" + first + ":" + second)).contains(program);
    assertThat(plain).exists();
    assertThat(Programs.find("other", first + ":" + second)).isEmpty();
  }

  @Test
  void portsDiffer() throws IOException {
    assertThat(FreePorts.find(6)).doesNotHaveDuplicates().hasSize(6);
  }
}
