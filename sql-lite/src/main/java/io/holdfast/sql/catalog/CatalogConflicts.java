package io.holdfast.sql.catalog;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a commit that changes the catalogue must find unchanged (rule SQL-4): the objects it
 * changes, and that the names it takes are free. Looks at objects by their oids, never by the maps
 * from names, which have one object for each name whatever there is. Only what the transaction
 * itself has changed is compared: two old objects of one name must not stop everybody.
 */
final class CatalogConflicts {
  private final CatalogChanges changes;
  private final CatalogSnapshot now;
  private final CatalogSnapshot result;

  private CatalogConflicts(CatalogChanges changes, CatalogSnapshot now) {
    this.changes = changes;
    this.now = now;
    this.result = changes.over(now);
  }

  /** Fails with 40001 when somebody has changed what {@code changes} rest on. */
  static void check(CatalogChanges changes, CatalogSnapshot now) {
    new CatalogConflicts(changes, now).check();
  }

  static SqlException changedMeanwhile() {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE, "could not serialize access due to concurrent update");
  }

  private void check() {
    for (Map.Entry<Integer, Long> each : changes.bases().entrySet()) {
      TableDescriptor table = now.tableByOid(each.getKey());
      require(table != null && table.version() == each.getValue());
    }
    changes.tables().values().forEach(table -> table.ifPresent(this::checkTable));
    changes.schemas().forEach(this::checkSchema);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw changedMeanwhile();
    }
  }

  private void checkTable(TableDescriptor table) {
    require(result.schemaByOid(table.schemaOid()) != null);
    TreeSet<String> taken = new TreeSet<>();
    for (String name : names(table)) {
      require(taken.add(name));
    }
    for (TableDescriptor other : result.tables()) {
      if (other.oid() != table.oid() && other.schemaOid() == table.schemaOid()) {
        for (String name : names(other)) {
          require(!taken.contains(name));
        }
      }
    }
  }

  /** Tables and indexes of a schema share one name space. */
  private static List<String> names(TableDescriptor table) {
    List<String> names = new ArrayList<>();
    names.add(table.name());
    PrimaryKey key = table.primaryKey();
    if (key != null) {
      names.add(key.name());
    }
    table.indexes().forEach(index -> names.add(index.name()));
    return names;
  }

  private void checkSchema(int oid, Optional<SchemaDescriptor> change) {
    if (change.isEmpty()) {
      require(now.schemaByOid(oid) != null);
      for (TableDescriptor table : result.tables()) {
        require(table.schemaOid() != oid);
      }
      return;
    }
    for (SchemaDescriptor other : result.ownSchemas()) {
      require(other.oid() == oid || !other.name().equals(change.get().name()));
    }
  }
}
