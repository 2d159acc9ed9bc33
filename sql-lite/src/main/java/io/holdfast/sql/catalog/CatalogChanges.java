package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a transaction has changed in the catalogue of its database and not committed yet. Immutable:
 * a savepoint is a reference to an earlier value.
 *
 * @param tables by oid; empty: dropped
 * @param schemas by oid; empty: dropped
 * @param bases version that a changed table had when this transaction changed it first; none for
 *     the tables it created
 * @param garbage data ids that nobody can reach after the commit
 * @param damaged entries that could not be read and are removed
 */
record CatalogChanges(
    SortedMap<Integer, Optional<TableDescriptor>> tables,
    SortedMap<Integer, Optional<SchemaDescriptor>> schemas,
    SortedMap<Integer, Long> bases,
    List<Long> garbage,
    SortedMap<Bytes, DamagedEntry> damaged) {
  static final CatalogChanges NONE =
      new CatalogChanges(
          new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of(), new TreeMap<>());

  CatalogChanges {
    tables = Collections.unmodifiableSortedMap(tables);
    schemas = Collections.unmodifiableSortedMap(schemas);
    bases = Collections.unmodifiableSortedMap(bases);
    garbage = List.copyOf(garbage);
    damaged = Collections.unmodifiableSortedMap(damaged);
  }

  boolean isEmpty() {
    return tables.isEmpty() && schemas.isEmpty() && garbage.isEmpty() && damaged.isEmpty();
  }

  boolean created(int tableOid) {
    return tables.containsKey(tableOid) && !bases.containsKey(tableOid);
  }

  CatalogChanges create(TableDescriptor table) {
    return new CatalogChanges(
        plus(tables, table.oid(), Optional.of(table)), schemas, bases, garbage, damaged);
  }

  CatalogChanges change(TableDescriptor old, TableDescriptor changed) {
    return new CatalogChanges(
        plus(tables, old.oid(), Optional.of(changed)), schemas, bases, garbage, damaged);
  }

  CatalogChanges drop(TableDescriptor old) {
    List<Long> more = plus(garbage, old.dataId());
    return new CatalogChanges(
        plus(tables, old.oid(), Optional.empty()), schemas, bases, more, damaged);
  }

  CatalogChanges discard(long dataId) {
    return new CatalogChanges(tables, schemas, bases, plus(garbage, dataId), damaged);
  }

  CatalogChanges put(SchemaDescriptor schema) {
    return new CatalogChanges(
        tables, plus(schemas, schema.oid(), Optional.of(schema)), bases, garbage, damaged);
  }

  CatalogChanges drop(SchemaDescriptor schema) {
    return new CatalogChanges(
        tables, plus(schemas, schema.oid(), Optional.empty()), bases, garbage, damaged);
  }

  CatalogChanges drop(DamagedEntry entry) {
    SortedMap<Bytes, DamagedEntry> more = new TreeMap<>(damaged);
    more.put(entry.key(), entry);
    return new CatalogChanges(tables, schemas, bases, garbage, more);
  }

  CatalogChanges withBases(SortedMap<Integer, Long> otherBases) {
    return new CatalogChanges(tables, schemas, otherBases, garbage, damaged);
  }

  /** A table that the transaction is about to change is met in this version. */
  CatalogChanges based(int tableOid, long version) {
    return new CatalogChanges(tables, schemas, plus(bases, tableOid, version), garbage, damaged);
  }

  private static <V> SortedMap<Integer, V> plus(SortedMap<Integer, V> map, int oid, V value) {
    SortedMap<Integer, V> copy = new TreeMap<>(map);
    copy.put(oid, value);
    return copy;
  }

  private static List<Long> plus(List<Long> list, long value) {
    List<Long> copy = new ArrayList<>(list);
    copy.add(value);
    return copy;
  }

  /** The snapshot with these changes over it. */
  CatalogSnapshot over(CatalogSnapshot base) {
    CatalogSnapshot result = damaged.isEmpty() ? base : base.withoutDamaged(damaged.keySet());
    for (Map.Entry<Integer, Optional<SchemaDescriptor>> each : schemas.entrySet()) {
      result =
          each.getValue().isPresent()
              ? result.with(each.getValue().get())
              : result.withoutSchema(each.getKey());
    }
    for (Map.Entry<Integer, Optional<TableDescriptor>> each : tables.entrySet()) {
      result =
          each.getValue().isPresent()
              ? result.with(each.getValue().get())
              : result.withoutTable(each.getKey());
    }
    return result;
  }
}
