package io.holdfast.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLibraryTest {
  private static final long END_SECONDS = 60;

  @TempDir private Path temporary;
  @TempDir private Path data;

  /** Uses an engine, says so, and waits to be killed. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (RocksEngine engine =
          RocksEngine.open(Path.of(arguments[0]).resolve("db"), RocksOptions.laptop())) {
        System.out.println("READY " + engine.openHandles());
        Thread.currentThread().join();
      }
    }
  }

  @Test
  void theLibraryLeavesNoFileBehindHoweverTheProcessEnds()
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
    assertThat(out.lines().anyMatch("READY 0"::equals)).isTrue();
    child.destroyForcibly();
    assertThat(child.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
