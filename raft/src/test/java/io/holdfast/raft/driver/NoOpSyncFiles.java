package io.holdfast.raft.driver;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A planted bug: syncs answer and do nothing. */
public final class NoOpSyncFiles implements FileSystem {
  private final FileSystem files;

  /** Around the files of a node. */
  public NoOpSyncFiles(FileSystem files) {
    this.files = files;
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    return unsynced(files.create(file));
  }

  @Override
  public AppendFile openForAppend(Path file) throws IOException {
    return unsynced(files.openForAppend(file));
  }

  private static AppendFile unsynced(AppendFile file) {
    return new AppendFile() {
      @Override
      public long size() {
        return file.size();
      }

      @Override
      public long allocated() {
        return file.allocated();
      }

      @Override
      public void allocate(long bytes) throws IOException {
        file.allocate(bytes);
      }

      @Override
      public void append(ByteBuffer... buffers) throws IOException {
        file.append(buffers);
      }

      @Override
      public void sync() {}

      @Override
      public void truncate(long size) throws IOException {
        file.truncate(size);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }

  @Override
  public AppendFile openForReuse(Path file) throws IOException {
    return unsynced(files.openForReuse(file));
  }

  @Override
  public ReadFile open(Path file) throws IOException {
    return files.open(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return files.list(directory);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return files.exists(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    files.createDirectories(directory);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    files.delete(path);
  }

  @Override
  public void syncDirectory(Path directory) {}

  @Override
  public Space space(Path directory) throws IOException {
    return files.space(directory);
  }

  @Override
  public AutoCloseable lockDirectory(Path directory) throws IOException {
    return files.lockDirectory(directory);
  }
}
