package io.holdfast.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Child processes and the directory they live in. Closing ends the processes and deletes the
 * directory; so does the end of this JVM.
 */
public final class ProcessGroup implements AutoCloseable {
  private static final Duration TERM_WAIT = Duration.ofSeconds(5);
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  private final Path directory;
  private final List<ChildProcess> children = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::killAll, "kill-children");

  private ProcessGroup(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A group with a new directory below {@code parent}. */
  public static ProcessGroup create(Path parent, String name) throws IOException {
    Files.createDirectories(parent);
    return new ProcessGroup(Files.createTempDirectory(parent, name + "-"));
  }

  /** Directory of the group; deleted at the end. */
  public Path directory() {
    return directory;
  }

  /** The processes in the order of their start. */
  public List<ChildProcess> children() {
    return List.copyOf(children);
  }

  /** Starts a JVM with this one's class path. */
  public ChildProcess start(
      String label, List<String> jvmOptions, String mainClass, List<String> arguments)
      throws IOException {
    ChildProcess child =
        ChildProcess.start(
            label, directory.resolve(label + ".out"), jvmOptions, mainClass, arguments);
    children.add(child);
    return child;
  }

  /** Fails when a child has ended. */
  public void checkAlive() {
    for (ChildProcess child : children) {
      if (!child.alive()) {
        throw new IllegalStateException(child.label() + " ended" + child.tail());
      }
    }
  }

  @Override
  public void close() {
    try {
      children.forEach(ChildProcess::terminate);
      awaitAll(TERM_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      killAll();
      removeHook();
    }
  }

  private void killAll() {
    children.forEach(ChildProcess::kill);
    try {
      awaitAll(KILL_WAIT);
      deleteTree(directory);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | UncheckedIOException e) {
      System.err.println("holdfast: could not delete " + directory + ": " + e.getMessage());
    }
  }

  private void awaitAll(Duration each) throws InterruptedException {
    for (ChildProcess child : children) {
      child.awaitEnd(each);
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // This JVM is ending: the hook runs, and finds nothing left to do.
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> deepestFirst = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths.sorted(Comparator.reverseOrder()).forEach(deepestFirst::add);
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
