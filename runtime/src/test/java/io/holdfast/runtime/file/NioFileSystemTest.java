package io.holdfast.runtime.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NioFileSystemTest extends FileSystemContract {
  @TempDir Path directory;
  private final NioFileSystem files = new NioFileSystem();

  @Override
  protected FileSystem files() {
    return files;
  }

  @Override
  protected Path directory() {
    return directory;
  }

  @Test
  void countsSyncs() throws IOException {
    try (FileSystem.AppendFile out = files.create(directory.resolve("a"))) {
      out.append(ByteBuffer.allocate(10));
      out.sync();
      out.sync();
    }
    files.syncDirectory(directory);
    assertThat(files.syncCount()).isEqualTo(3);
  }

  @Test
  void everyDirectoryThatIsMadeIsDurableInItsParent() throws IOException {
    files.createDirectories(directory.resolve("a").resolve("b").resolve("c"));
    assertThat(files.syncCount()).isEqualTo(3);
    files.createDirectories(directory.resolve("a").resolve("b").resolve("d"));
    assertThat(files.syncCount()).isEqualTo(4);
    files.createDirectories(directory.resolve("a").resolve("b"));
    assertThat(files.syncCount()).isEqualTo(4);
  }

  @Test
  void theDiskHasRoom() throws IOException {
    FileSystem.Space space = files.space(directory);
    assertThat(space.usableBytes()).isPositive().isLessThanOrEqualTo(space.totalBytes());
  }

  @Test
  void anotherNodeOfThisProcessIsKeptOutUntilTheFirstIsGone() throws Exception {
    NioFileSystem other = new NioFileSystem();
    files.lockDirectory(directory);
    assertThatThrownBy(() -> other.lockDirectory(directory))
        .isInstanceOf(DirectoryInUseException.class);
    files.close();
    other.lockDirectory(directory).close();
  }

  @Test
  void closingDropsOpenFilesAndRefusesNewOnes() throws IOException {
    FileSystem.AppendFile out = files.create(directory.resolve("a"));
    files.close();
    assertThatThrownBy(() -> out.append(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> files.create(directory.resolve("b")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }
}
