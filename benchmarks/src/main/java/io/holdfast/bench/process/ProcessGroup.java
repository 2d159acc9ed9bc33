package io.holdfast.bench.process;

import io.holdfast.runtime.scratch.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Child processes and the directory they live in. Closing ends the processes and deletes the
 * directory; so does the end of this JVM.
 */
public final class ProcessGroup implements AutoCloseable {
  private static final Duration TERM_WAIT = Duration.ofSeconds(5);
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  private final TemporaryDirectory directory;
  private final List<ChildProcess> children = new CopyOnWriteArrayList<>();

  private ProcessGroup(Path parent, String name) {
    directory = TemporaryDirectory.create(parent, name, this::killAll);
  }

  /** A group with a new directory below {@code parent}. */
  public static ProcessGroup create(Path parent, String name) {
    return new ProcessGroup(parent, name);
  }

  /** Directory of the group; deleted at the end. */
  public Path directory() {
    return directory.path();
  }

  /** The processes in the order of their start. */
  public List<ChildProcess> children() {
    return List.copyOf(children);
  }

  /** Starts a JVM with this one's class path. */
  public ChildProcess start(
      String label, List<String> jvmOptions, String mainClass, List<String> arguments)
      throws IOException {
    return startJava(
        label, jvmOptions, System.getProperty("java.class.path"), mainClass, arguments);
  }

  /** Starts a JVM with a class path of its own. */
  public ChildProcess startJava(
      String label,
      List<String> jvmOptions,
      String classPath,
      String mainClass,
      List<String> arguments)
      throws IOException {
    ChildProcess child =
        ChildProcess.java(label, output(label), jvmOptions, classPath, mainClass, arguments);
    children.add(child);
    return child;
  }

  /** Starts a program of the machine. */
  public ChildProcess startProgram(String label, List<String> command) throws IOException {
    ChildProcess child = ChildProcess.program(label, output(label), command);
    children.add(child);
    return child;
  }

  private Path output(String label) {
    return directory.path().resolve(label + ".out");
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
      directory.close();
    }
  }

  private void killAll() {
    children.forEach(ChildProcess::kill);
    try {
      awaitAll(KILL_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAll(Duration each) throws InterruptedException {
    for (ChildProcess child : children) {
      child.awaitEnd(each);
    }
  }
}
