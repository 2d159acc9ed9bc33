package io.holdfast.endtoend.sql.postgres;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A throw-away PostgreSQL 15 of this test: own directory, own port, trust, C collation. PostgreSQL
 * refuses to run as root, so there the package's user {@code postgres} runs it.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

  private final Path directory;
  private final int port;

  private PostgresServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** True iff the Debian package is there. */
  public static boolean installed() {
    return Files.isExecutable(BIN.resolve("initdb"));
  }

  /** True iff this machine promises to have it, as CI does: then its absence is a failure. */
  public static boolean required() {
    return Boolean.getBoolean("holdfast.postgres.required");
  }

  /** Makes and starts a server. */
  public static PostgresServer start() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("holdfast-postgres");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    PostgresServer server = new PostgresServer(directory, freePort());
    Path data = directory.resolve("data");
    server.runTool(
        "initdb",
        "-D",
        data.toString(),
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-U",
        "postgres",
        "--no-sync");
    server.runTool(
        "pg_ctl",
        "-D",
        data.toString(),
        "-w",
        "-l",
        directory.resolve("log").toString(),
        "-o",
        "-p "
            + server.port
            + " -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories="
            + directory,
        "start");
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void runTool(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(BIN.resolve(tool).toString());
    command.addAll(List.of(arguments));
    Path output = directory.resolve(tool + ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + " failed: " + Files.readString(output));
    }
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return port;
  }

  /** Stops it and removes its files. */
  @Override
  public void close() throws IOException {
    try {
      runTool("pg_ctl", "-D", directory.resolve("data").toString(), "-m", "immediate", "stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stopping PostgreSQL", e);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
