package io.holdfast.cluster;

import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts one node as a process, again after it was killed; at the same port once it had one. */
final class NodeLauncher {
  private static final Pattern READY = Pattern.compile("^READY \\w+=(\\S+)$", Pattern.MULTILINE);
  private static final long LOOK_MILLIS = 20;
  private static final long STOP_SECONDS_MAX = 40;

  private final String command;
  private final Path directory;
  private final String name;
  private final IntFunction<List<String>> settings;
  private @Nullable Process process;
  private @Nullable Address address;
  private int lives;

  NodeLauncher(String command, Path directory, String name, IntFunction<List<String>> settings) {
    this.command = command;
    this.directory = directory;
    this.name = name;
    this.settings = settings;
  }

  boolean running() {
    Process current = process;
    return current != null && current.isAlive();
  }

  Address address() {
    Address known = address;
    if (known == null) {
      throw new IllegalStateException(name + " has never been ready");
    }
    return known;
  }

  long pid() {
    Process current = process;
    if (current == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return current.pid();
  }

  void start() {
    if (running()) {
      throw new IllegalStateException(name + " runs already");
    }
    lives++;
    int port = address == null ? 0 : address.port();
    try {
      Path config = directory.resolve(name + ".toml");
      Files.write(config, settings.apply(port));
      process =
          new ProcessBuilder(commandLine(config))
              .redirectErrorStream(true)
              .redirectOutput(log().toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  private List<String> commandLine(Path config) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xms128m", "-Xmx1g"));
    line.addAll(sharedClasses());
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.addAll(List.of("io.holdfast.cli.HoldfastMain", command, "--config", config.toString()));
    return line;
  }

  /** The archive of classes that this process itself was started with, if any. */
  private static List<String> sharedClasses() {
    List<String> options = new ArrayList<>();
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-XX:SharedArchiveFile=")
          || option.startsWith("-Xshare:")
          || option.startsWith("-Xlog:cds")) {
        options.add(option);
      }
    }
    return options;
  }

  private Path log() {
    return directory.resolve(name + "." + lives + ".log");
  }

  void awaitReady(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        Matcher ready = READY.matcher(Files.readString(log()));
        if (ready.find()) {
          address = Address.parse(ready.group(1));
          return;
        }
        if (!running()) {
          throw new IllegalStateException(
              name + " ended before it was ready:\n" + ProcessCluster.tail(log()));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the output of " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " was starting", e);
    }
    throw new IllegalStateException(
        name + " was not ready within " + patience + ":\n" + ProcessCluster.tail(log()));
  }

  /** SIGTERM, and the orderly end that follows; fails when there is none. */
  void stop() {
    Process ending = process;
    if (ending == null) {
      return;
    }
    ending.destroy();
    try {
      if (!ending.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " does not end:\n" + ProcessCluster.tail(log()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + name + " was ending", e);
    }
    process = null;
    if (ending.exitValue() != 0) {
      throw new IllegalStateException(
          name + " ended with " + ending.exitValue() + ":\n" + ProcessCluster.tail(log()));
    }
  }

  /** Sends a signal by name, such as STOP. */
  void signal(String signal) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no " + signal + " for " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name, e);
    }
  }

  /** SIGKILL. */
  void kill() {
    Process dying = process;
    if (dying != null) {
      dying.destroyForcibly();
      dying.onExit().join();
      process = null;
    }
  }
}
