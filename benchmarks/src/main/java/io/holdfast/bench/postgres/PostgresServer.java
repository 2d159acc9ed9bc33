package io.holdfast.bench.postgres;

import io.holdfast.bench.cpu.CpuTreeMeter;
import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.scratch.TemporaryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of our own, thrown away at the end: every commit synced, as its default is.
 * PostgreSQL refuses to run as root; there the user {@code postgres} of its package runs it.
 */
public final class PostgresServer implements AutoCloseable {
  /** What differs from the defaults of the package. */
  public static final String SETTINGS =
      "fsync=on, synchronous_commit=on, shared_buffers=1GB, max_wal_size=4GB, one node";

  private static final int TOOL_SECONDS_MAX = 120;

  private final Path binaries;
  private final TemporaryDirectory directory;
  private final Address address;
  private final long pid;
  private final String version;

  private PostgresServer(
      Path binaries, TemporaryDirectory directory, Address address, long pid, String version) {
    this.binaries = binaries;
    this.directory = directory;
    this.address = address;
    this.pid = pid;
    this.version = version;
  }

  /** Makes a data directory below {@code parent} and starts a server on a free port. */
  public static PostgresServer start(Path binaries, Path parent)
      throws IOException, InterruptedException {
    TemporaryDirectory directory = TemporaryDirectory.create(parent, "postgres", () -> {});
    try {
      Path home = directory.path();
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
      Path data = home.resolve("data");
      Address address = freeAddress();
      tool(
          binaries,
          home,
          List.of(
              "initdb",
              "-D",
              data.toString(),
              "-A",
              "trust",
              "-E",
              "UTF8",
              "--locale=C",
              "-U",
              "postgres"));
      tool(
          binaries,
          home,
          List.of(
              "pg_ctl",
              "-D",
              data.toString(),
              "-w",
              "-l",
              home.resolve("log").toString(),
              "-o",
              "-p "
                  + address.port()
                  + " -c listen_addresses="
                  + address.host()
                  + " -c unix_socket_directories="
                  + home
                  + " -c max_connections=300 -c shared_buffers=1GB -c max_wal_size=4GB",
              "start"));
      long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
      String version = Files.readString(data.resolve("PG_VERSION")).strip();
      return new PostgresServer(binaries, directory, address, pid, version);
    } catch (IOException | InterruptedException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static Address freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
      return new Address(loopback.getHostAddress(), probe.getLocalPort());
    }
  }

  private static void tool(Path binaries, Path home, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(binaries.resolve(words.get(0)).toString());
    command.addAll(words.subList(1, words.size()));
    Path output = home.resolve(words.get(0) + ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(TOOL_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(words.get(0) + " did not end in " + TOOL_SECONDS_MAX + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " failed: " + Files.readString(output).strip());
    }
  }

  /** Where it listens. */
  public Address address() {
    return address;
  }

  /** For the report. */
  public String description() {
    return "PostgreSQL " + version + ": " + SETTINGS;
  }

  /** All its processes, by what each does. */
  public CpuTreeMeter meter() {
    return new CpuTreeMeter("postgres", pid, PostgresServer::role);
  }

  /** Fails when it has ended. */
  public void checkAlive() {
    if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
      throw new IllegalStateException("PostgreSQL ended; its log: " + directory.path());
    }
  }

  /** A process tells in its title what it is; one that serves a session names who is connected. */
  static String role(String title) {
    String told = title.startsWith("postgres:") ? title.substring("postgres:".length()) : "";
    if (told.isEmpty()) {
      return title.isEmpty() ? "backend" : "postmaster";
    }
    if (told.contains("(")) {
      return "backend";
    }
    return told.replaceAll("[0-9].*", "").strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    try {
      tool(
          binaries,
          directory.path(),
          List.of(
              "pg_ctl",
              "-D",
              directory.path().resolve("data").toString(),
              "-m",
              "immediate",
              "-w",
              "stop"));
    } catch (IOException e) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    } finally {
      directory.close();
    }
  }
}
