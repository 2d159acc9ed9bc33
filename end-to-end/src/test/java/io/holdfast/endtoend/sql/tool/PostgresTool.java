package io.holdfast.endtoend.sql.tool;

import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Runs one of PostgreSQL's client programs against a server and keeps what it printed. Where the
 * program is not installed the test is aborted, unless this machine promises to have it ({@code
 * -Dholdfast.postgres.required=true}, as CI does): then it fails.
 */
public final class PostgresTool {
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/lib/postgresql/15/bin"), Path.of("/usr/bin"));

  /** What a program did. */
  public record Outcome(int exitCode, String out, String err) {}

  private PostgresTool() {}

  /** Runs to its end, which must come within {@code limit}. */
  public static Outcome run(Address server, Duration limit, String tool, List<String> arguments)
      throws IOException, InterruptedException {
    return run(server, limit, tool, arguments, null);
  }

  /** As {@link #run(Address, Duration, String, List)} with text for its standard input. */
  public static Outcome run(
      Address server, Duration limit, String tool, List<String> arguments, @Nullable String input)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    Path in = Files.createTempFile("tool", ".in");
    try {
      Files.writeString(in, input == null ? "" : input);
      List<String> command = new ArrayList<>();
      command.add(find(tool).toString());
      command.addAll(
          List.of("-h", server.host(), "-p", Integer.toString(server.port()), "-U", "postgres"));
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .redirectInput(in.toFile());
      builder.environment().put("PGCONNECT_TIMEOUT", "20");
      builder.environment().put("PSQLRC", "/dev/null");
      builder.environment().put("LC_ALL", "C.UTF-8");
      Process process = builder.start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            command + " did not end within " + limit + ": " + Files.readString(err));
      }
      return new Outcome(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
      Files.deleteIfExists(in);
    }
  }

  private static Path find(String tool) {
    for (Path place : PLACES) {
      if (Files.isExecutable(place.resolve(tool))) {
        return place.resolve(tool);
      }
    }
    String missing = tool + " is not installed (Debian: postgresql-15)";
    if (Boolean.getBoolean("holdfast.postgres.required")) {
      throw new AssertionError(missing);
    }
    throw new TestAbortedException(missing);
  }
}
