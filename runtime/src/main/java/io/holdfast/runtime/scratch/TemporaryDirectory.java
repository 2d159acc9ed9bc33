package io.holdfast.runtime.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A directory that is gone when its user is: with {@link #close}, or with the end of the JVM by
 * signal or otherwise. What a JVM left that was killed is removed by the next that makes a
 * temporary directory beside it.
 *
 * <p>Thread-safe. Calls block on files.
 */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel owner;
  private final Thread hook;
  private boolean removed; // Guarded by this.

  private TemporaryDirectory(Path path, FileChannel owner, Runnable beforeRemoval) {
    this.path = path;
    this.owner = owner;
    this.hook =
        new Thread(
            () -> {
              try {
                beforeRemoval.run();
              } finally {
                remove();
              }
            },
            "remove-" + path.getFileName());
  }

  /** A new directory below the JVM's temporary one, {@code holdfast-PURPOSE-...}. */
  public static TemporaryDirectory create(String purpose) {
    return create(Path.of(System.getProperty("java.io.tmpdir")), purpose, () -> {});
  }

  /**
   * A new directory below {@code parent}, which is made where it is missing.
   *
   * @param beforeRemoval ends whoever writes there, when the JVM ends before {@link #close}; runs
   *     on a thread of its own and may call {@code close}
   * @throws UncheckedIOException when it cannot be made
   * @throws IllegalStateException when the JVM is ending
   */
  public static TemporaryDirectory create(Path parent, String purpose, Runnable beforeRemoval) {
    try {
      Files.createDirectories(parent);
      Leftovers.sweep(parent);
      Path path = Files.createTempDirectory(parent, Leftovers.prefix(purpose));
      TemporaryDirectory made = new TemporaryDirectory(path, own(path), beforeRemoval);
      made.addHook();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary directory in " + parent, e);
    }
  }

  private void addHook() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      remove();
      throw e;
    }
  }

  /** The lock is held before the file has its name, so nobody can find it free. */
  private static FileChannel own(Path directory) throws IOException {
    Path unnamed = directory.resolve(Leftovers.OWNER + ".new");
    FileChannel channel =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("cannot lock " + unnamed);
      }
      Files.move(unnamed, directory.resolve(Leftovers.OWNER), StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    try {
      Leftovers.removeTree(path);
      owner.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the temporary directory " + path, e);
    }
  }

  /**
   * Removes it with all that is in it; a second call does nothing.
   *
   * @throws UncheckedIOException when something cannot be removed
   */
  @Override
  public void close() {
    try {
      remove();
    } finally {
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The JVM is ending: the hook runs, and finds nothing left to do.
    }
  }
}
