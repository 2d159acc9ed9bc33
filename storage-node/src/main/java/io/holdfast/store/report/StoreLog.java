package io.holdfast.store.report;

import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.runtime.time.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What happens to the regions of a store: a line each, as far as lines are few, and a counter. */
@LoopConfined("store")
public final class StoreLog {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLog.class);

  /** Kinds of news, each with its counter. */
  public enum Event {
    /** A replica became leader. */
    ELECTED(Level.INFO, "elections.won", "Region is led here"),
    /** A replica asks for votes. */
    CAMPAIGN(Level.DEBUG, "campaigns", "Replica campaigns"),
    /** A leader gave up: it hears no quorum, or its successor is known. */
    STEPPED_DOWN(Level.WARN, "leaderships.lost", "Region is not led here any more"),
    /** Another configuration is in force. */
    MEMBERS(Level.INFO, "members.changed", "Members of a region changed"),
    /** A replica took over a snapshot. */
    SNAPSHOT(Level.INFO, "snapshots.restored", "Replica goes on from a snapshot"),
    /** Leadership is handed over on purpose. */
    TRANSFER(Level.INFO, "transfers", "Leadership is handed over"),
    /** Entries that nobody had promised were replaced. */
    TRUNCATED(Level.DEBUG, "log.truncated", "Entries were replaced by another leader's"),
    /** A region was split. */
    SPLIT(Level.INFO, "splits", "Region was split"),
    /** A replica left this store. */
    REMOVED(Level.INFO, "replicas.removed", "Replica left this store"),
    /** Nobody listens any more where another store lived. */
    STORE_GONE(Level.WARN, "stores.gone", "Another store's process has ended"),
    /** The placement driver did not answer any more. */
    PD_LOST(Level.WARN, "pd.lost", "Placement driver is not reachable"),
    /** It answers again. */
    PD_FOUND(Level.INFO, "pd.found", "Placement driver answers again"),
    /** It refused a heart-beat. */
    PD_REFUSED(Level.WARN, "pd.refused", "Placement driver refuses a heart-beat");

    private final Level level;
    private final String counter;
    private final String text;

    Event(Level level, String counter, String text) {
      this.level = level;
      this.counter = "holdfast.store.events." + counter;
      this.text = text;
    }
  }

  private record Kind(LineBudget budget, Counter counter) {}

  private final long storeId;
  private final Map<Event, Kind> kinds = new EnumMap<>(Event.class);

  /** With counters of this registry. */
  public StoreLog(Clock clock, MeterRegistry meters, long storeId) {
    this.storeId = storeId;
    for (Event event : Event.values()) {
      Counter counter =
          Counter.builder(event.counter).tag("store", Long.toString(storeId)).register(meters);
      kinds.put(event, new Kind(new LineBudget(clock), counter));
    }
  }

  /** Something happened to a region (0 for the store as a whole). */
  public void tell(Event event, long regionId, String what) {
    Kind kind = kinds.get(event);
    if (kind == null) {
      return;
    }
    kind.counter().increment();
    if (!LOG.isEnabledForLevel(event.level) || !kind.budget().take()) {
      return;
    }
    var line = LOG.atLevel(event.level).addKeyValue("store", storeId);
    if (regionId != 0) {
      line = line.addKeyValue("region", regionId);
    }
    long leftOut = kind.budget().takeLeftOut();
    if (leftOut > 0) {
      line = line.addKeyValue("likeItSinceTheLastLine", leftOut);
    }
    line.log(event.text + ": " + what);
  }
}
