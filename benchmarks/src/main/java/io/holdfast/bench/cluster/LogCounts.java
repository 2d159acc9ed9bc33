package io.holdfast.bench.cluster;

import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What the logs of all stores did, from their metrics: the proof that batching happens, and what it
 * saves.
 */
public record LogCounts(long syncs, long entries, long bytes) {
  static final LogCounts NONE = new LogCounts(0, 0, 0);

  private static final String PREFIX = "holdfast_store_log_";

  /** Asks each store at its status address. */
  static LogCounts read(List<Address> statusAddresses) throws IOException {
    return of(MetricsPage.sum(statusAddresses));
  }

  static LogCounts of(MetricsPage page) {
    return new LogCounts(
        page.count(PREFIX + "syncs"), page.count(PREFIX + "entries"), page.count(PREFIX + "bytes"));
  }

  /** What was done since {@code earlier}. */
  public LogCounts since(LogCounts earlier) {
    return new LogCounts(syncs - earlier.syncs, entries - earlier.entries, bytes - earlier.bytes);
  }

  /** One line. */
  public String describe(long operations) {
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
