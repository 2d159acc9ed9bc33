package io.holdfast.runtime.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What every {@link FileSystem} does while nothing fails. A subclass names the file system and an
 * existing, empty directory; losing unsynced data is the simulation's own test.
 */
public abstract class FileSystemContract {
  /** The file system under test; the same object during one test. */
  protected abstract FileSystem files();

  /** A directory that exists and is empty. */
  protected abstract Path directory();

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String content(Path file) throws IOException {
    try (FileSystem.ReadFile in = files().open(file)) {
      ByteBuffer all = ByteBuffer.allocate((int) in.size());
      while (all.hasRemaining() && in.read(all.position(), all) >= 0) {}
      return new String(all.array(), 0, all.position(), StandardCharsets.UTF_8);
    }
  }

  private void write(Path file, String text) throws IOException {
    try (FileSystem.AppendFile out = files().create(file)) {
      out.append(text(text));
      out.sync();
    }
  }

  @Test
  void appendsAllBuffersInOrder() throws IOException {
    Path file = directory().resolve("a");
    try (FileSystem.AppendFile out = files().create(file)) {
      assertThat(out.size()).isZero();
      out.append(text("one"), text(""), text("two"));
      assertThat(out.size()).isEqualTo(6);
      out.sync();
      out.append(text("!"));
      assertThat(out.size()).isEqualTo(7);
    }
    assertThat(content(file)).isEqualTo("onetwo!");
  }

  @Test
  void createRefusesAnExistingFile() throws IOException {
    Path file = directory().resolve("a");
    write(file, "x");
    assertThatThrownBy(() -> files().create(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(content(file)).isEqualTo("x");
  }

  @Test
  void openingAnAbsentFileFails() {
    Path file = directory().resolve("absent");
    assertThatThrownBy(() -> files().open(file)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> files().openForAppend(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void reopeningContinuesAtTheEnd() throws IOException {
    Path file = directory().resolve("a");
    write(file, "one");
    try (FileSystem.AppendFile out = files().openForAppend(file)) {
      assertThat(out.size()).isEqualTo(3);
      out.append(text("two"));
    }
    assertThat(content(file)).isEqualTo("onetwo");
  }

  @Test
  void aReusedFileIsOverwrittenFromItsBeginning() throws IOException {
    Path file = directory().resolve("a");
    write(file, "onetwo");
    try (FileSystem.AppendFile out = files().openForReuse(file)) {
      assertThat(out.size()).isZero();
      assertThat(out.allocated()).isEqualTo(6);
      out.append(text("ONE"));
      assertThat(out.size()).isEqualTo(3);
      assertThat(content(file)).isEqualTo("ONEtwo");
      out.append(text("TWOthree"));
      assertThat(out.size()).isEqualTo(11);
      assertThat(out.allocated()).isEqualTo(11);
      out.truncate(5);
      out.append(text("!"));
      out.sync();
    }
    assertThat(content(file)).isEqualTo("ONETW!");
    assertThatThrownBy(() -> files().openForReuse(directory().resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatIsAllocatedIsZeroUntilAppendsGetThere() throws IOException {
    Path file = directory().resolve("a");
    try (FileSystem.AppendFile out = files().create(file)) {
      out.append(text("one"));
      out.allocate(200_000);
      out.allocate(5);
      assertThat(out.size()).isEqualTo(3);
      assertThat(out.allocated()).isEqualTo(200_000);
      out.append(text("two"));
      assertThat(out.size()).isEqualTo(6);
      assertThat(content(file)).hasSize(200_000).startsWith("onetwo\0\0").endsWith("\0");
      out.truncate(4);
      assertThat(out.allocated()).isEqualTo(4);
      out.append(text("!"));
    }
    assertThat(content(file)).isEqualTo("onet!");
  }

  @Test
  void truncateCutsAndLaterAppendsContinueThere() throws IOException {
    Path file = directory().resolve("a");
    write(file, "onetwo");
    try (FileSystem.AppendFile out = files().openForAppend(file)) {
      out.truncate(3);
      assertThat(out.size()).isEqualTo(3);
      out.append(text("X"));
    }
    assertThat(content(file)).isEqualTo("oneX");
  }

  @Test
  void readsAtAnyPositionAndSaysWhenItIsPastTheEnd() throws IOException {
    Path file = directory().resolve("a");
    write(file, "0123456789");
    try (FileSystem.ReadFile in = files().open(file)) {
      assertThat(in.size()).isEqualTo(10);
      ByteBuffer four = ByteBuffer.allocate(4);
      assertThat(in.read(3, four)).isEqualTo(4);
      assertThat(new String(four.array(), StandardCharsets.UTF_8)).isEqualTo("3456");
      assertThat(in.read(8, four.clear())).isEqualTo(2);
      assertThat(in.read(10, four.clear())).isEqualTo(-1);
      assertThat(in.read(99, four.clear())).isEqualTo(-1);
    }
  }

  @Test
  void anOpenReaderSeesLaterAppends() throws IOException {
    Path file = directory().resolve("a");
    try (FileSystem.AppendFile out = files().create(file);
        FileSystem.ReadFile in = files().open(file)) {
      out.append(text("late"));
      assertThat(in.size()).isEqualTo(4);
      assertThat(in.read(0, ByteBuffer.allocate(4))).isEqualTo(4);
    }
  }

  @Test
  void listsNamesSorted() throws IOException {
    write(directory().resolve("b"), "");
    write(directory().resolve("a"), "");
    files().createDirectories(directory().resolve("c").resolve("d"));
    write(directory().resolve("c").resolve("e"), "");
    assertThat(files().list(directory())).containsExactly("a", "b", "c");
    assertThat(files().list(directory().resolve("c"))).containsExactly("d", "e");
    assertThat(files().list(directory().resolve("absent"))).isEmpty();
  }

  @Test
  void createDirectoriesIsIdempotent() throws IOException {
    Path deep = directory().resolve("x").resolve("y");
    files().createDirectories(deep);
    files().createDirectories(deep);
    assertThat(files().exists(deep)).isTrue();
  }

  @Test
  void renameReplacesTheTarget() throws IOException {
    Path from = directory().resolve("from");
    Path to = directory().resolve("to");
    write(from, "new");
    write(to, "old");
    files().rename(from, to);
    files().syncDirectory(directory());
    assertThat(files().exists(from)).isFalse();
    assertThat(content(to)).isEqualTo("new");
  }

  @Test
  void deletesFilesAndTreesAndIgnoresTheAbsent() throws IOException {
    write(directory().resolve("a"), "x");
    files().createDirectories(directory().resolve("c").resolve("d"));
    write(directory().resolve("c").resolve("d").resolve("e"), "x");
    files().delete(directory().resolve("a"));
    files().delete(directory().resolve("c"));
    files().delete(directory().resolve("absent"));
    files().syncDirectory(directory());
    assertThat(files().list(directory())).isEmpty();
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() throws Exception {
    AutoCloseable first = files().lockDirectory(directory());
    assertThatThrownBy(() -> files().lockDirectory(directory()))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(directory().toString());
    first.close();
    files().lockDirectory(directory()).close();
  }
}
