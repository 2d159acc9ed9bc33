package io.holdfast.sql.catalog;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a snapshot of the entries in the cluster. Used once. */
final class CatalogReader {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogReader.class);

  /** Objects of one kind in one database; more would make a reload too long for a lease. */
  private static final int OBJECTS_MAX = 100_000;

  /** An entry with the bytes it was made of: what did not change is not decoded again. */
  record Entry(Bytes bytes, Object descriptor) {}

  private final CatalogStore store;
  private final long ts;
  private final Map<Bytes, Entry> old;
  private final Map<Bytes, Entry> entries = new TreeMap<>();
  private final List<DamagedEntry> damaged = new ArrayList<>();
  private final BooleanSupplier inVain;
  private boolean gaveUp;

  /** Reads at {@code ts}; {@code old} are entries known from before. */
  CatalogReader(CatalogStore store, long ts, Map<Bytes, Entry> old) {
    this(store, ts, old, () -> false);
  }

  /** {@code inVain}: asked between two reads, whether somebody else has read the same. */
  CatalogReader(CatalogStore store, long ts, Map<Bytes, Entry> old, BooleanSupplier inVain) {
    this.store = store;
    this.ts = ts;
    this.old = old;
    this.inVain = inVain;
  }

  /** True when the snapshot is missing because somebody else has made it. */
  boolean gaveUp() {
    return gaveUp;
  }

  private boolean giveUp() {
    gaveUp = gaveUp || inVain.getAsBoolean();
    return gaveUp;
  }

  /** What was read, for the next reader. */
  Map<Bytes, Entry> entries() {
    return entries;
  }

  /** All databases that can be read. */
  List<DatabaseDescriptor> databases() {
    return read(CatalogKeys.databases(), DatabaseDescriptor.class, DescriptorCodec::decodeDatabase);
  }

  /** The catalogue of a database; null when there is no such database, or nobody needs it. */
  @Nullable CatalogSnapshot snapshot(int oid, long version, SystemRelations system) {
    List<DatabaseDescriptor> databases = databases();
    DatabaseDescriptor database = null;
    for (DatabaseDescriptor each : databases) {
      if (each.oid() == oid) {
        database = each;
      }
    }
    if (database == null) {
      for (DamagedEntry each : damaged) {
        if (each.key().equals(CatalogKeys.database(oid))) {
          throw each.error();
        }
      }
      return null;
    }
    if (giveUp()) {
      return null;
    }
    List<SchemaDescriptor> schemas =
        read(CatalogKeys.schemas(oid), SchemaDescriptor.class, DescriptorCodec::decodeSchema);
    SortedSet<Integer> schemaOids = new TreeSet<>();
    schemas.forEach(schema -> schemaOids.add(schema.oid()));
    if (giveUp()) {
      return null;
    }
    List<TableDescriptor> tables = new ArrayList<>();
    for (TableDescriptor table :
        read(CatalogKeys.tables(oid), TableDescriptor.class, DescriptorCodec::decodeTable)) {
      if (schemaOids.contains(table.schemaOid())) {
        tables.add(table);
      } else {
        damaged.add(withoutSchema(CatalogKeys.table(oid, table.oid()), table));
      }
    }
    if (giveUp()) {
      return null;
    }
    return CatalogSnapshot.of(version, database, databases, schemas, tables, system)
        .withMarks(marks(oid))
        .withDamaged(damaged);
  }

  /** The table of a schema that is damaged has no name, and goes with its schema. */
  private DamagedEntry withoutSchema(Bytes key, TableDescriptor table) {
    Bytes value = Objects.requireNonNull(entries.get(key)).bytes();
    String reason = "its schema cannot be read";
    return new DamagedEntry(key, value, table.name(), table.schemaOid(), reason);
  }

  /** A mark that cannot be read is of nobody, and heeded until it is collected. */
  private ObjectMarks marks(int oid) {
    ObjectMarks marks = ObjectMarks.NONE;
    for (KeyValue change : store.scan(ts, CatalogKeys.blocks(oid), OBJECTS_MAX)) {
      marks =
          marks.withChange(
              CatalogKeys.markedOid(change.key()), TableBlocks.blockId(change.value()));
    }
    for (KeyValue lock : store.scan(ts, CatalogKeys.locks(oid), OBJECTS_MAX)) {
      Bytes entry = lock.value();
      int locked = CatalogKeys.markedOid(lock.key());
      marks = marks.withLock(locked, TableBlocks.blockId(entry), TableLockMarks.modes(entry));
    }
    return marks;
  }

  private <D> List<D> read(KeyRange range, Class<D> kind, Function<Bytes, D> decoder) {
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
        entry = new Entry(each.value(), decode(each, decoder));
      }
      entries.put(each.key(), entry);
      if (entry.descriptor instanceof DamagedEntry harmed) {
        damaged.add(harmed);
      } else {
        descriptors.add(kind.cast(entry.descriptor));
      }
    }
    return descriptors;
  }

  /** What cannot be read harms the object it is about, nothing else. */
  private static Object decode(KeyValue entry, Function<Bytes, ?> decoder) {
    try {
      return decoder.apply(entry.value());
    } catch (SqlException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage());
      DamagedEntry harmed = DescriptorCodec.damaged(entry.key(), entry.value(), reason);
      LOG.error("an entry of the catalogue is left out, at {}", entry.key(), e);
      return harmed;
    }
  }
}
