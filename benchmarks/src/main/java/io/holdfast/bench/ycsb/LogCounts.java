package io.holdfast.bench.ycsb;

import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What the logs of all stores did, from their metrics: the proof that batching happens, and what it
 * saves.
 */
record LogCounts(long syncs, long entries, long bytes) {
  static final LogCounts NONE = new LogCounts(0, 0, 0);

  private static final String PREFIX = "holdfast_store_log_";
  private static final int TIMEOUT_MILLIS = 10_000;

  /** Asks each store at its status address. */
  static LogCounts read(List<Address> statusAddresses) throws IOException {
    LogCounts sum = NONE;
    for (Address status : statusAddresses) {
      URLConnection connection =
          URI.create("http://" + status + "/metrics").toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (InputStream page = connection.getInputStream()) {
        sum = sum.plus(parse(new String(page.readAllBytes(), StandardCharsets.UTF_8)));
      }
    }
    return sum;
  }

  /** From the text form of Prometheus. */
  static LogCounts parse(String page) {
    return new LogCounts(
        value(page, PREFIX + "syncs"),
        value(page, PREFIX + "entries"),
        value(page, PREFIX + "bytes"));
  }

  private static long value(String page, String name) {
    double sum = 0;
    for (String line : page.split("\n", -1)) {
      boolean named =
          line.startsWith(name)
              && line.length() > name.length()
              && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ');
      if (named) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return Math.round(sum);
  }

  LogCounts plus(LogCounts other) {
    return new LogCounts(syncs + other.syncs, entries + other.entries, bytes + other.bytes);
  }

  LogCounts since(LogCounts earlier) {
    return new LogCounts(syncs - earlier.syncs, entries - earlier.entries, bytes - earlier.bytes);
  }

  /** One line. */
  String describe(long operations) {
    if (operations == 0) {
      return "log of all stores: nothing done";
    }
    return String.format(
        Locale.ROOT,
        "log of all stores, per operation: %.2f syncs, %.2f entries, %.0f bytes; %.1f entries a"
            + " sync",
        (double) syncs / operations,
        (double) entries / operations,
        (double) bytes / operations,
        syncs == 0 ? 0 : (double) entries / syncs);
  }
}
