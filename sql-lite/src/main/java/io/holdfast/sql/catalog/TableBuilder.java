package io.holdfast.sql.catalog;

import io.holdfast.sql.catalog.TableDescriptor.Kind;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table descriptor in the making. */
public final class TableBuilder {
  private final int oid;
  private int schemaOid;
  private String name;
  private Kind kind = Kind.TABLE;
  private long dataId;
  private int ownerOid = CatalogOids.SUPERUSER;
  private int nextColumnId = 1;
  private List<ColumnDescriptor> columns = new ArrayList<>();
  private @Nullable PrimaryKey primaryKey;
  private List<IndexDescriptor> indexes = List.of();
  private boolean writesBlocked;
  private SortedMap<String, String> options = new TreeMap<>();
  private @Nullable String comment;

  /** A new table without columns. */
  public TableBuilder(int oid, int schemaOid, String name, long dataId) {
    this.oid = oid;
    this.schemaOid = schemaOid;
    this.name = name;
    this.dataId = dataId;
  }

  TableBuilder(TableDescriptor old) {
    this(old.oid(), old.schemaOid(), old.name(), old.dataId());
    kind = old.kind();
    ownerOid = old.ownerOid();
    nextColumnId = old.nextColumnId();
    columns = new ArrayList<>(old.columns());
    primaryKey = old.primaryKey();
    indexes = old.indexes();
    writesBlocked = old.writesBlocked();
    options = new TreeMap<>(old.options());
    comment = old.comment();
  }

  /** Where rows come from. */
  public TableBuilder kind(Kind newKind) {
    kind = newKind;
    return this;
  }

  /** Another name. */
  public TableBuilder name(String newName) {
    name = newName;
    return this;
  }

  /** Another schema. */
  public TableBuilder schema(int newSchemaOid) {
    schemaOid = newSchemaOid;
    return this;
  }

  /** Another place for the rows. */
  public TableBuilder dataId(long newDataId) {
    dataId = newDataId;
    return this;
  }

  /** Another owner. */
  public TableBuilder owner(int newOwnerOid) {
    ownerOid = newOwnerOid;
    return this;
  }

  /** A column at the end. */
  public TableBuilder add(
      String columnName, SqlType type, boolean notNull, @Nullable String defaultText) {
    columns.add(new ColumnDescriptor(nextColumnId, columnName, type, notNull, defaultText, null));
    nextColumnId++;
    return this;
  }

  /** A column at the end, nullable and without default. */
  public TableBuilder add(String columnName, SqlType type) {
    return add(columnName, type, false, null);
  }

  /** Another column in the place of the one with its id. */
  public TableBuilder replace(ColumnDescriptor column) {
    columns.replaceAll(old -> old.id() == column.id() ? column : old);
    return this;
  }

  /** Without the column of this id. */
  public TableBuilder drop(int columnId) {
    columns.removeIf(old -> old.id() == columnId);
    return this;
  }

  /** NULL is refused in this column from now on. */
  public TableBuilder notNull(int columnId) {
    columns.replaceAll(old -> old.id() == columnId ? old.withNotNull(true) : old);
    return this;
  }

  /** With this primary key; null: rows are keyed by a hidden row id. */
  public TableBuilder primaryKey(@Nullable PrimaryKey newPrimaryKey) {
    primaryKey = newPrimaryKey;
    return this;
  }

  /** With these secondary indexes. */
  public TableBuilder indexes(List<IndexDescriptor> newIndexes) {
    indexes = newIndexes;
    return this;
  }

  /** Writes are blocked or not. */
  public TableBuilder writesBlocked(boolean blocked) {
    writesBlocked = blocked;
    return this;
  }

  /** A storage parameter. */
  public TableBuilder option(String option, String value) {
    options.put(option, value);
    return this;
  }

  /** Without a storage parameter. */
  public TableBuilder withoutOption(String option) {
    options.remove(option);
    return this;
  }

  /** Another comment; null for none. */
  public TableBuilder comment(@Nullable String newComment) {
    comment = newComment;
    return this;
  }

  /** Id of the column of this name; 0 when there is none. */
  public int columnId(String columnName) {
    for (ColumnDescriptor column : columns) {
      if (column.name().equals(columnName)) {
        return column.id();
      }
    }
    return 0;
  }

  /** The descriptor; {@code version} was never used before for this table, not even in vain. */
  public TableDescriptor build(long version) {
    return new TableDescriptor(
        oid,
        schemaOid,
        name,
        kind,
        dataId,
        version,
        ownerOid,
        nextColumnId,
        columns,
        primaryKey,
        indexes,
        writesBlocked,
        options,
        comment);
  }
}
