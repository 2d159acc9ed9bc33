package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.TableDescriptor.Kind;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors as bytes. The first byte is the version of the format; a node refuses one that it
 * does not know rather than guess.
 */
public final class DescriptorCodec {
  private static final int FORMAT = 1;

  private DescriptorCodec() {}

  /** A database as bytes. */
  public static Bytes encode(DatabaseDescriptor database) {
    return begin()
        .number(database.oid())
        .text(database.name())
        .number(database.ownerOid())
        .flag(database.allowConnections())
        .flag(database.template())
        .optionalText(database.comment())
        .toBytes();
  }

  /** A database from bytes. */
  public static DatabaseDescriptor decodeDatabase(Bytes bytes) {
    RecordReader in = open(bytes);
    DatabaseDescriptor database =
        new DatabaseDescriptor(
            in.integer(), in.text(), in.integer(), in.flag(), in.flag(), in.optionalText());
    in.end();
    return database;
  }

  /** A schema as bytes. */
  public static Bytes encode(SchemaDescriptor schema) {
    return begin()
        .number(schema.oid())
        .text(schema.name())
        .number(schema.ownerOid())
        .optionalText(schema.comment())
        .toBytes();
  }

  /** A schema from bytes. */
  public static SchemaDescriptor decodeSchema(Bytes bytes) {
    RecordReader in = open(bytes);
    SchemaDescriptor schema =
        new SchemaDescriptor(in.integer(), in.text(), in.integer(), in.optionalText());
    in.end();
    return schema;
  }

  /** A stored table as bytes. */
  public static Bytes encode(TableDescriptor table) {
    RecordWriter out =
        begin()
            .number(table.oid())
            .number(table.schemaOid())
            .text(table.name())
            .number(table.dataId())
            .number(table.version())
            .number(table.ownerOid())
            .number(table.nextColumnId())
            .number(table.columns().size());
    table.columns().forEach(column -> write(out, column));
    PrimaryKey key = table.primaryKey();
    out.flag(key != null);
    if (key != null) {
      out.text(key.name()).number(key.indexOid()).number(key.constraintOid());
      writeIds(out, key.columnIds());
    }
    out.number(table.indexes().size());
    table.indexes().forEach(index -> write(out, index));
    out.flag(table.writesBlocked()).number(table.options().size());
    for (Map.Entry<String, String> option : table.options().entrySet()) {
      out.text(option.getKey()).text(option.getValue());
    }
    return out.optionalText(table.comment()).toBytes();
  }

  private static void write(RecordWriter out, ColumnDescriptor column) {
    out.number(column.id())
        .text(column.name())
        .number(column.type().base().oid())
        .number(column.type().typmod())
        .flag(column.notNull())
        .optionalText(column.defaultText())
        .optionalText(column.comment());
  }

  private static void write(RecordWriter out, IndexDescriptor index) {
    out.number(index.oid())
        .text(index.name())
        .number(index.indexId())
        .flag(index.unique())
        .number(index.constraintOid());
    writeIds(out, index.columnIds());
  }

  private static void writeIds(RecordWriter out, List<Integer> ids) {
    out.number(ids.size());
    ids.forEach(out::number);
  }

  /** A stored table from bytes. */
  public static TableDescriptor decodeTable(Bytes bytes) {
    RecordReader in = open(bytes);
    TableDescriptor table = readTable(in);
    in.end();
    return table;
  }

  private static TableDescriptor readTable(RecordReader in) {
    int oid = in.integer();
    int schemaOid = in.integer();
    String name = in.text();
    long dataId = in.number();
    long version = in.number();
    int ownerOid = in.integer();
    int nextColumnId = in.integer();
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      columns.add(readColumn(in));
    }
    PrimaryKey key = readKey(in);
    List<IndexDescriptor> indexes = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      indexes.add(readIndex(in));
    }
    boolean writesBlocked = in.flag();
    SortedMap<String, String> options = new TreeMap<>();
    for (int left = in.count(); left > 0; left--) {
      options.put(in.text(), in.text());
    }
    return new TableDescriptor(
        oid,
        schemaOid,
        name,
        Kind.TABLE,
        dataId,
        version,
        ownerOid,
        nextColumnId,
        columns,
        key,
        indexes,
        writesBlocked,
        options,
        in.optionalText());
  }

  /** What can be read of an entry that is damaged. */
  static DamagedEntry damaged(Bytes key, Bytes bytes, String reason) {
    boolean table = CatalogKeys.isTable(key);
    try {
      RecordReader in = open(bytes);
      in.integer();
      int schemaOid = table ? in.integer() : 0;
      return new DamagedEntry(key, bytes, in.text(), schemaOid, reason);
    } catch (SqlException | IllegalArgumentException e) {
      return new DamagedEntry(key, bytes, null, 0, reason);
    }
  }

  private static ColumnDescriptor readColumn(RecordReader in) {
    int id = in.integer();
    String name = in.text();
    int typeOid = in.integer();
    BaseType base = BaseType.byOid(typeOid);
    if (base == null) {
      throw RecordReader.corrupt("has a column of the unknown type " + typeOid);
    }
    SqlType type = new SqlType(base, in.integer());
    return new ColumnDescriptor(id, name, type, in.flag(), in.optionalText(), in.optionalText());
  }

  private static @Nullable PrimaryKey readKey(RecordReader in) {
    return in.flag() ? new PrimaryKey(in.text(), in.integer(), in.integer(), readIds(in)) : null;
  }

  private static IndexDescriptor readIndex(RecordReader in) {
    return new IndexDescriptor(
        in.integer(), in.text(), in.integer(), in.flag(), in.integer(), readIds(in));
  }

  private static List<Integer> readIds(RecordReader in) {
    List<Integer> ids = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      ids.add(in.integer());
    }
    return ids;
  }

  private static RecordWriter begin() {
    return new RecordWriter().number(FORMAT);
  }

  private static RecordReader open(Bytes bytes) {
    RecordReader in = new RecordReader(bytes);
    long format = in.number();
    if (format != FORMAT) {
      throw RecordReader.corrupt("has format " + format + ", this node knows " + FORMAT);
    }
    return in;
  }
}
