package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.StatementLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
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

  /** Objects of one kind in one database; more would make a reload too long for a lease. */
  private static final int OBJECTS_MAX = 100_000;

  /** A commit is given at least the other half of a lease. */
  private static final long CHECK_AGE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(CatalogLease.LEASE_MILLIS) / 2;

  private final CatalogStore store;
  private final SystemRelations system;
  private final HeldBlocks held;
  private final ConcurrentSkipListMap<String, Slot> slots;

  /** Nothing is read before it is asked for. */
  public CatalogCache(CatalogStore store, SystemRelations system) {
    this(store, system, new HeldBlocks(store), new ConcurrentSkipListMap<>());
  }

  private CatalogCache(
      CatalogStore store,
      SystemRelations system,
      HeldBlocks held,
      ConcurrentSkipListMap<String, Slot> slots) {
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
  }

  /** A snapshot with the bytes it was made of: what did not change is not decoded again. */
  private record Loaded(CatalogLease lease, long lookedNanos, Map<Bytes, Entry> entries) {}

  private record Entry(Bytes bytes, Object descriptor) {}

  /**
   * The catalogue of a database for use at a timestamp, which is a recent one (that of a
   * statement).
   *
   * @throws SqlException 3D000 when there is no such database
   */
  public CatalogLease at(String database, long ts) {
    Slot slot = slot(database);
    CatalogLease lease = newest(database, slot, ts);
    return lease.sinceTs() <= ts ? lease : asOf(database, ts, lease);
  }

  private CatalogLease newest(String database, Slot slot, long ts) {
    Loaded loaded = slot.loaded.get();
    if (loaded == null || !loaded.lease.covers(ts)) {
      return look(database, slot);
    }
    if (loaded.lease.ageing(ts) && slot.looking.compareAndSet(false, true)) {
      try {
        return look(database, slot);
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
  private CatalogLease asOf(String database, long ts, CatalogLease newest) {
    Bytes value = store.get(ts, CatalogKeys.VERSION);
    if (value == null) {
      return newest; // From before there was a catalogue: there are no rows to miss.
    }
    long version = CatalogKeys.number(value);
    return version == newest.snapshot().version()
        ? newest
        : load(database, version, ts, store.nanos(), Map.of()).lease;
  }

  /** The catalogue as it is now, for what the last look did not find. */
  public CatalogLease fresh(String database) {
    return look(database, slot(database));
  }

  /** What was seen last, however long ago; null when nothing was. For planning ahead only. */
  public @Nullable CatalogLease seen(String database) {
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
    for (Map.Entry<String, Slot> each : slots.entrySet()) {
      Loaded loaded = each.getValue().loaded.get();
      if (loaded != null && now - loaded.lookedNanos < CHECK_AGE_NANOS) {
        leases.add(loaded.lease);
      } else if (loaded != null) {
        again(each.getKey(), each.getValue(), leases);
      }
    }
    return new Check(leases);
  }

  private void again(String database, Slot slot, List<CatalogLease> leases) {
    try {
      leases.add(look(database, slot));
    } catch (SqlException e) {
      if (e.state() != SqlState.INVALID_CATALOG_NAME) {
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

    long validUntil() {
      long first = Long.MAX_VALUE;
      for (CatalogLease lease : leases) {
        first = Math.min(first, lease.validUntil());
      }
      return first;
    }
  }

  private Slot slot(String database) {
    Slot slot = slots.get(database);
    if (slot != null) {
      return slot;
    }
    if (slots.size() >= DATABASES_MAX) {
      slots.clear();
    }
    return slots.computeIfAbsent(database, name -> new Slot());
  }

  private CatalogLease look(String database, Slot slot) {
    long nanos = store.nanos();
    long ts = store.currentTimestamp();
    Bytes versionValue = store.get(ts, CatalogKeys.VERSION);
    if (versionValue == null) {
      throw new SqlException(SqlState.CANNOT_CONNECT_NOW, "the database system is starting up");
    }
    long version = CatalogKeys.number(versionValue);
    Loaded old = slot.loaded.get();
    Loaded fresh =
        old != null && old.lease.snapshot().version() == version
            ? new Loaded(old.lease.seenAgain(ts), nanos, old.entries)
            : load(database, version, ts, nanos, old == null ? Map.of() : old.entries);
    publish(slot, fresh);
    return fresh.lease;
  }

  private static void publish(Slot slot, Loaded fresh) {
    Loaded seen = slot.loaded.get();
    while (seen == null || seen.lease.checkedTs() < fresh.lease.checkedTs()) {
      if (slot.loaded.compareAndSet(seen, fresh)) {
        return;
      }
      seen = slot.loaded.get();
    }
  }

  private Loaded load(String name, long version, long ts, long nanos, Map<Bytes, Entry> old) {
    Map<Bytes, Entry> entries = new TreeMap<>();
    List<DatabaseDescriptor> databases =
        read(ts, CatalogKeys.databases(), DescriptorCodec::decodeDatabase, old, entries);
    DatabaseDescriptor database = null;
    for (DatabaseDescriptor each : databases) {
      if (each.name().equals(name)) {
        database = each;
      }
    }
    if (database == null) {
      slots.remove(name);
      throw new SqlException(
          SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
    }
    int oid = database.oid();
    List<SchemaDescriptor> schemas =
        read(ts, CatalogKeys.schemas(oid), DescriptorCodec::decodeSchema, old, entries);
    List<TableDescriptor> tables =
        read(ts, CatalogKeys.tables(oid), DescriptorCodec::decodeTable, old, entries);
    CatalogSnapshot snapshot =
        CatalogSnapshot.of(version, database, databases, schemas, tables, system);
    return new Loaded(new CatalogLease(snapshot, ts, ts), nanos, entries);
  }

  @SuppressWarnings("unchecked") // An entry under a key was decoded by the decoder of that key.
  private <D> List<D> read(
      long ts,
      KeyRange range,
      Function<Bytes, D> decoder,
      Map<Bytes, Entry> old,
      Map<Bytes, Entry> entries) {
    List<D> descriptors = new ArrayList<>();
    List<KeyValue> found = store.scan(ts, range, OBJECTS_MAX + 1);
    if (found.size() > OBJECTS_MAX) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "more than " + OBJECTS_MAX + " schemas or tables in one database");
    }
    for (KeyValue each : found) {
      Entry entry = old.get(each.key());
      if (entry == null || !entry.bytes.equals(each.value())) {
        entry = new Entry(each.value(), decoder.apply(each.value()));
      }
      entries.put(each.key(), entry);
      descriptors.add((D) entry.descriptor);
    }
    return descriptors;
  }
}
