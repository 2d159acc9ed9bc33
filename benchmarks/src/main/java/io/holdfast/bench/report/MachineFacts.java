package io.holdfast.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a reader must know of the machine to judge a number. */
public final class MachineFacts {
  private static final String UNKNOWN = "unknown";
  private static final double KIB_PER_GIB = 1024.0 * 1024.0;
  private static final long GIT_SECONDS_MAX = 10;

  private MachineFacts() {}

  /** One fact a line, the date first. {@code home} is the directory of the sources. */
  public static List<String> lines(Path home, ZonedDateTime now) {
    List<String> lines = new ArrayList<>();
    lines.add("date      " + now.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    lines.add(
        "machine   "
            + Runtime.getRuntime().availableProcessors()
            + " cores ("
            + valueOf("/proc/cpuinfo", "model name")
            + "), memory "
            + memory()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version"));
    lines.add(
        "jdk       "
            + System.getProperty("java.vm.name")
            + " "
            + System.getProperty("java.vm.version"));
    lines.add("commit    " + commit(home));
    return lines;
  }

  /** The same for programs, with what the load was before and is now. */
  public static Map<String, Object> conditions(Path home, ZonedDateTime now, String loadBefore) {
    Map<String, Object> conditions = new LinkedHashMap<>();
    conditions.put("date", now.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    conditions.put("commit", commit(home));
    conditions.put("cores", Runtime.getRuntime().availableProcessors());
    conditions.put("processor", valueOf("/proc/cpuinfo", "model name"));
    conditions.put("memory", memory());
    conditions.put(
        "system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    conditions.put("jdk", System.getProperty("java.vm.version"));
    conditions.put("loadBefore", loadBefore);
    conditions.put("loadAfter", load());
    return conditions;
  }

  /** How crowded the machine is at this moment, one line. */
  public static String load() {
    return "load averages " + firstLine("/proc/loadavg") + "; cpu pressure " + pressure();
  }

  private static String pressure() {
    String line = firstLine("/proc/pressure/cpu");
    int end = line.indexOf(" total");
    return end < 0 ? line : line.substring(0, end);
  }

  private static String memory() {
    String value = valueOf("/proc/meminfo", "MemTotal");
    int blank = value.indexOf(' ');
    if (blank < 0) {
      return value;
    }
    return String.format(
        Locale.ROOT, "%.1f GiB", Long.parseLong(value.substring(0, blank)) / KIB_PER_GIB);
  }

  private static String valueOf(String file, String name) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN; // Not Linux.
    }
  }

  private static String firstLine(String file) {
    try {
      return Files.readAllLines(Path.of(file)).get(0).strip();
    } catch (IOException | IndexOutOfBoundsException e) {
      return UNKNOWN; // Not Linux, or a kernel without this figure.
    }
  }

  private static String commit(Path home) {
    String hash = git(home, "rev-parse", "--short=12", "HEAD");
    if (hash.isEmpty()) {
      return UNKNOWN;
    }
    boolean changed = !git(home, "status", "--porcelain", "--untracked-files=no").isEmpty();
    return changed ? hash + " with uncommitted changes" : hash;
  }

  private static String git(Path home, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? output : "";
    } catch (IOException e) {
      return ""; // No git here.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
