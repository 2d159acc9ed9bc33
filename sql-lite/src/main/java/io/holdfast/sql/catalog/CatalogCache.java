package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.CatalogReader.Entry;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.StatementLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's view of the catalogue: the newest snapshot of each database in use, with its lease.
 * Thread-safe; there is no thread behind it, whoever finds a lease too old looks again.
 *
 * <p>Nobody waits for another's look: it is one small read, and a lock held across a read could not
 * be simulated. While more than half of a lease is left nobody looks; in its second half one caller
 * looks for all.
 */
public final class CatalogCache {
  /** Databases whose snapshots are kept; a cluster with more of them in use reads more often. */
  private static final int DATABASES_MAX = 256;

  /** A commit is given at least the other half of a lease. */
  private static final long CHECK_AGE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(CatalogLease.LEASE_MILLIS) / 2;

  private final CatalogStore store;
  private final SystemRelations system;
  private final HeldBlocks held;
  private final ConcurrentSkipListMap<Integer, Slot> slots;

  /** Nothing is read before it is asked for. */
  public CatalogCache(CatalogStore store, SystemRelations system) {
    this(store, system, new HeldBlocks(store), new ConcurrentSkipListMap<>());
  }

  private CatalogCache(
      CatalogStore store,
      SystemRelations system,
      HeldBlocks held,
      ConcurrentSkipListMap<Integer, Slot> slots) {
    this.store = store;
    this.system = system;
    this.held = held;
    this.slots = slots;
  }

  /** The same cache for one session: its own looks at the cluster end with its limits. */
  public CatalogCache within(Supplier<StatementLimits> limits) {
    return new CatalogCache(store.within(limits), system, held, slots);
  }

  /** The blocks of this node's transactions. */
  HeldBlocks held() {
    return held;
  }

  /**
   * Tells other nodes that the transactions of this node that keep them from tables are still
   * there; somebody calls it more often than {@link GarbageCollector#BLOCK_AGE_MILLIS}.
   */
  public void keepBlocks() {
    held.refresh();
  }

  /** The newest snapshot of one database and who is looking for a newer one. */
  private static final class Slot {
    final AtomicReference<@Nullable Loaded> loaded = new AtomicReference<>();
    final AtomicBoolean looking = new AtomicBoolean();

    /** Of versions before the newest: transactions with one snapshot go on using them. */
    final AtomicReference<@Nullable Loaded> earlier = new AtomicReference<>();
  }

  /** A snapshot with the bytes it was made of: what did not change is not decoded again. */
  private record Loaded(CatalogLease lease, long lookedNanos, Map<Bytes, Entry> entries) {}

  /**
   * The catalogue of a database for use at a timestamp, which is a recent one (that of a
   * statement). While a change is pending it is that of this very timestamp (rule SQL-3).
   *
   * @param database its oid: another one of the same name is another database
   * @throws SqlException 57P01 when there is no such database any more
   */
  public CatalogLease at(int database, long ts) {
    Slot slot = slot(database);
    CatalogLease lease = newest(database, slot, ts);
    return lease.sinceTs() <= ts ? lease : asOf(database, slot, ts, lease);
  }

  /** As {@link #at}, and certainly the catalogue of that timestamp, pending changes or not. */
  public CatalogLease exactly(int database, long ts) {
    Slot slot = slot(database);
    Loaded loaded = slot.loaded.get();
    CatalogLease lease =
        loaded != null && ts <= loaded.lease.checkedTs()
            ? loaded.lease
            : lookAt(database, slot, ts);
    return lease.sinceTs() <= ts ? lease : asOf(database, slot, ts, lease);
  }

  private CatalogLease newest(int database, Slot slot, long ts) {
    Loaded loaded = slot.loaded.get();
    if (loaded != null && !loaded.lease.snapshot().marks().isEmpty()) {
      return loaded.lease.covers(ts) ? loaded.lease : lookAt(database, slot, ts);
    }
    if (loaded == null || !loaded.lease.covers(ts)) {
      return fresh(database);
    }
    if (loaded.lease.ageing(ts) && slot.looking.compareAndSet(false, true)) {
      try {
        return fresh(database);
      } finally {
        slot.looking.set(false);
      }
    }
    return loaded.lease;
  }

  /**
   * The catalogue of a timestamp from before the newest version was seen: rows that a change has
   * put elsewhere are at that timestamp still where they were, and only there.
   */
  private CatalogLease asOf(int database, Slot slot, long ts, CatalogLease newest) {
    Bytes value = store.get(ts, CatalogKeys.VERSION);
    if (value == null) {
      return newest; // From before there was a catalogue: there are no rows to miss.
    }
    long version = version(value);
    if (version == newest.snapshot().version()) {
      return newest;
    }
    Loaded earlier = slot.earlier.get();
    if (earlier == null || earlier.lease.snapshot().version() != version) {
      earlier = load(database, slot, version, ts, store.nanos());
      slot.earlier.set(earlier);
    }
    return earlier.lease;
  }

  /** The catalogue as it is now, for what the last look did not find. */
  public CatalogLease fresh(int database) {
    long nanos = store.nanos();
    return look(database, slot(database), store.currentTimestamp(), nanos);
  }

  /** A timestamp of unknown age makes nothing young. */
  private CatalogLease lookAt(int database, Slot slot, long ts) {
    return look(database, slot, ts, store.nanos() - CHECK_AGE_NANOS);
  }

  /**
   * The catalogue of the database that has this name now, for a session that begins.
   *
   * @throws SqlException 3D000 when there is none
   */
  public CatalogLease named(String name) {
    CatalogLease known = knownAs(name);
    if (known != null) {
      return known;
    }
    long ts = store.currentTimestamp();
    for (DatabaseDescriptor each : new CatalogReader(store, ts, Map.of()).databases()) {
      if (each.name().equals(name)) {
        return fresh(each.oid());
      }
    }
    throw new SqlException(
        SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
  }

  /** A database in use that had this name at the last look, if it has it still. */
  private @Nullable CatalogLease knownAs(String name) {
    for (Map.Entry<Integer, Slot> each : slots.entrySet()) {
      Loaded loaded = each.getValue().loaded.get();
      if (loaded != null && loaded.lease.snapshot().database().name().equals(name)) {
        List<CatalogLease> found = new ArrayList<>();
        again(each.getKey(), found);
        if (!found.isEmpty() && found.get(0).snapshot().database().name().equals(name)) {
          return found.get(0);
        }
      }
    }
    return null;
  }

  /** What was seen last, however long ago; null when nothing was. For planning ahead only. */
  public @Nullable CatalogLease seen(int database) {
    Slot slot = slots.get(database);
    Loaded loaded = slot == null ? null : slot.loaded.get();
    return loaded == null ? null : loaded.lease;
  }

  /**
   * What all databases in use look like, for a commit. By the node's own clock, without asking for
   * a timestamp: should that clock have been slow, the bound lies in the past, which is noticed at
   * the commit, and by then a new look is due.
   */
  Check check() {
    long now = store.nanos();
    List<CatalogLease> leases = new ArrayList<>();
    for (Map.Entry<Integer, Slot> each : slots.entrySet()) {
      Loaded loaded = each.getValue().loaded.get();
      boolean young = loaded != null && now - loaded.lookedNanos < CHECK_AGE_NANOS;
      if (loaded != null && young && loaded.lease.snapshot().marks().isEmpty()) {
        leases.add(loaded.lease);
      } else if (loaded != null) {
        again(each.getKey(), leases);
      }
    }
    return new Check(leases);
  }

  private void again(int database, List<CatalogLease> leases) {
    try {
      leases.add(fresh(database));
    } catch (SqlException e) {
      if (e.state() != SqlState.ADMIN_SHUTDOWN) {
        throw e;
      }
      // The database was dropped: none of its tables is found, which is the right answer.
    }
  }

  /** The tables of all databases in use. */
  record Check(List<CatalogLease> leases) {
    /** A table of any database; null when there is none. */
    @Nullable TableDescriptor table(int oid) {
      for (CatalogLease lease : leases) {
        TableDescriptor table = lease.snapshot().tableByOid(oid);
        if (table != null) {
          return table;
        }
      }
      return null;
    }

    /** The first timestamp at which one of them may be another. */
    long validUntil() {
      long first = Long.MAX_VALUE;
      for (CatalogLease lease : leases) {
        first = Math.min(first, lease.validUntil());
      }
      return first;
    }

    /** The first timestamp behind the looks themselves. */
    long checkedUntil() {
      long first = Long.MAX_VALUE;
      for (CatalogLease lease : leases) {
        first = Math.min(first, lease.checkedTs() + 1);
      }
      return first;
    }
  }

  private Slot slot(int database) {
    Slot slot = slots.get(database);
    if (slot != null) {
      return slot;
    }
    if (slots.size() >= DATABASES_MAX) {
      slots.clear();
    }
    return slots.computeIfAbsent(database, oid -> new Slot());
  }

  private CatalogLease look(int database, Slot slot, long ts, long nanos) {
    Bytes versionValue = store.get(ts, CatalogKeys.VERSION);
    if (versionValue == null) {
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
    }
    long version = version(versionValue);
    Loaded old = slot.loaded.get();
    Loaded fresh =
        old != null && old.lease.snapshot().version() == version
            ? new Loaded(old.lease.seenAgain(ts), nanos, old.entries)
            : load(database, slot, version, ts, nanos);
    publish(slot, fresh);
    return fresh.lease;
  }

  private static long version(Bytes value) {
    try {
      return CatalogKeys.number(value);
    } catch (SqlException e) {
      throw new DamagedEntry(CatalogKeys.VERSION, value, "version", 0, e.message()).error();
    }
  }

  private static void publish(Slot slot, Loaded fresh) {
    Loaded seen = slot.loaded.get();
    while (seen == null || seen.lease.checkedTs() < fresh.lease.checkedTs()) {
      if (slot.loaded.compareAndSet(seen, fresh)) {
        if (seen != null && seen.lease.snapshot().version() != fresh.lease.snapshot().version()) {
          slot.earlier.set(seen);
        }
        return;
      }
      seen = slot.loaded.get();
    }
  }

  /** Whoever looks at a new version at the same time as others uses what the first has read. */
  private Loaded load(int oid, Slot slot, long version, long ts, long nanos) {
    Loaded old = slot.loaded.get();
    CatalogReader reader =
        new CatalogReader(
            store, ts, old == null ? Map.of() : old.entries, () -> has(slot, version) != null);
    CatalogSnapshot snapshot = reader.snapshot(oid, version, system);
    if (snapshot != null) {
      return new Loaded(new CatalogLease(snapshot, ts, ts), nanos, reader.entries());
    }
    Loaded read = reader.gaveUp() ? has(slot, version) : null;
    if (read != null) {
      return new Loaded(read.lease.seenAgain(ts), nanos, read.entries);
    }
    if (reader.gaveUp()) {
      return load(oid, slot, version, ts, nanos); // It has gone already; there is a newer one.
    }
    slots.remove(oid);
    throw new SqlException(
        SqlState.ADMIN_SHUTDOWN, "terminating connection because its database was dropped");
  }

  private static @Nullable Loaded has(Slot slot, long version) {
    Loaded loaded = slot.loaded.get();
    return loaded != null && loaded.lease.snapshot().version() == version ? loaded : null;
  }
}
