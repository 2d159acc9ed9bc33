package io.holdfast.runtime.scratch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and removes temporary directories whose JVM is dead: their owner file is locked by nobody.
 */
final class Leftovers {
  /** Locked by the JVM that uses the directory. */
  static final String OWNER = ".owner";

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final String PREFIX = "holdfast-";
  private static final int ROUNDS_MAX = 100;
  private static final long ROUND_MILLIS = 20;

  private Leftovers() {}

  /** The process is in the name, since a JVM must not touch the locks of its own directories. */
  static String prefix(String purpose) {
    return PREFIX + purpose + "-" + ProcessHandle.current().pid() + "-";
  }

  /** Best effort: what cannot be removed is somebody else's, or stays for the next. */
  static void sweep(Path parent) {
    String ours = "-" + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path directory : found) {
        if (!directory.toString().contains(ours) && abandoned(directory.resolve(OWNER))) {
          removeTree(directory);
        }
      }
    } catch (IOException e) {
      LOG.debug("temporary directories of ended processes are not all removed", e);
    }
  }

  private static boolean abandoned(Path owner) throws IOException {
    try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (NoSuchFileException e) {
      return false; // Not one of ours, or one that is being made or removed.
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Removes all, though somebody may still make or remove files there for a moment. */
  static void removeTree(Path root) throws IOException {
    for (int round = 1; ; round++) {
      try {
        Files.walkFileTree(root, new Remover());
        return;
      } catch (NoSuchFileException e) {
        if (Files.notExists(root)) {
          return;
        }
      } catch (DirectoryNotEmptyException e) {
        if (round == ROUNDS_MAX) {
          throw e;
        }
      }
      if (round == ROUNDS_MAX) {
        throw new IOException("files come and go in " + root);
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a temporary directory was being removed", e);
    }
  }

  /** Deepest first; a name that has gone meanwhile is no fault. */
  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      boolean unused = Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      boolean unused = Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
