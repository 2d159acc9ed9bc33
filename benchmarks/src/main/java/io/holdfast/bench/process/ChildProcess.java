package io.holdfast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process started by a driver. Its output goes to a file, which is read for its ready line. */
public final class ChildProcess {
  private static final String READY = "READY";
  private static final long POLL_MILLIS = 50;
  private static final int TAIL_LINES = 15;

  private final String label;
  private final Process process;
  private final Path output;

  private ChildProcess(String label, Process process, Path output) {
    this.label = label;
    this.process = process;
    this.output = output;
  }

  static ChildProcess java(
      String label,
      Path output,
      List<String> jvmOptions,
      String classPath,
      String mainClass,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return program(label, output, command);
  }

  static ChildProcess program(String label, Path output, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildProcess(label, process, output);
  }

  /** Name in reports. */
  public String label() {
    return label;
  }

  /** Process id. */
  public long pid() {
    return process.pid();
  }

  /** True until the process has ended. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits for the line that begins with {@code READY} and answers it; else fails with the tail. */
  public String awaitReady(Duration timeout) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      boolean alive = process.isAlive();
      for (String line : Files.readAllLines(output)) {
        if (line.startsWith(READY)) {
          return line;
        }
      }
      if (!alive || System.nanoTime() - startNanos > timeout.toNanos()) {
        throw new IOException(
            label
                + (alive ? " was not ready in " + timeout.toSeconds() + " s" : " ended")
                + tail());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** The last lines of its output, for an error message. */
  public String tail() {
    try {
      List<String> lines = Files.readAllLines(output);
      List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
      return last.isEmpty() ? "; it printed nothing" : "; it said:\n  " + String.join("\n  ", last);
    } catch (IOException e) {
      return "; its output cannot be read: " + e.getMessage();
    }
  }

  void terminate() {
    process.destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }
}
