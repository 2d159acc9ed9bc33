package io.holdfast.runtime.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {
  private static final long END_SECONDS = 60;

  @TempDir private Path parent;

  /** Makes a directory with files and says so; then goes on writing until it is ended. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      TemporaryDirectory mine = TemporaryDirectory.create("test");
      Path deep = Files.createDirectories(mine.path().resolve("a/b"));
      Files.writeString(deep.resolve("c"), "text");
      System.out.println("READY");
      while (Files.exists(deep)) {
        Thread.onSpinWait();
      }
    }
  }

  private List<Path> inside() throws IOException {
    try (Stream<Path> found = Files.list(parent)) {
      return found.toList();
    }
  }

  private Process writer() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + parent,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
    assertThat(out.lines().anyMatch("READY"::equals)).isTrue();
    assertThat(inside()).hasSize(1);
    return child;
  }

  @Test
  void itGoesWithItsContentWhenItIsClosed() throws IOException {
    TemporaryDirectory directory = TemporaryDirectory.create(parent, "test", () -> {});
    Files.writeString(Files.createDirectories(directory.path().resolve("x/y")).resolve("z"), "");
    directory.close();
    directory.close();
    assertThat(inside()).isEmpty();
  }

  @Test
  void aSignalTakesItAway() throws Exception {
    Process child = writer();
    child.destroy();
    assertThat(child.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(inside()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextAndTheLivingKeepTheirs() throws Exception {
    Process killed = writer();
    killed.destroyForcibly();
    assertThat(killed.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(inside()).hasSize(1);
    Process living = writer();
    Path foreign = Files.createDirectory(parent.resolve("holdfast-notes"));
    try (TemporaryDirectory next = TemporaryDirectory.create(parent, "test", () -> {});
        TemporaryDirectory another = TemporaryDirectory.create(parent, "test", () -> {})) {
      assertThat(inside()).hasSize(4).contains(next.path(), another.path(), foreign);
    }
    living.destroy();
    assertThat(living.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(inside()).containsExactly(foreign);
  }
}
