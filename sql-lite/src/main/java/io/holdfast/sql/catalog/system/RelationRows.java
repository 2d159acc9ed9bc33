package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows about tables, their columns, indexes and constraints. */
final class RelationRows {
  static final int HEAP = 2;
  static final int BTREE = 403;
  private static final int DEFAULT_COLLATION = 100;
  private static final int C_COLLATION = 950;

  private static final SqlArray SYSTEM_ACL =
      SqlArray.of(BaseType.TEXT, List.of("postgres=arwdDxt/postgres", "=r/postgres"));

  private final SystemCatalog system;

  RelationRows(SystemCatalog system) {
    this.system = system;
  }

  private static String schemaName(CatalogSnapshot catalog, TableDescriptor table) {
    SchemaDescriptor schema = catalog.schemaByOid(table.schemaOid());
    return schema == null ? "" : schema.name();
  }

  void pgClass(RowSet rows, SystemContext context) {
    for (SystemRelation relation : system.relations()) {
      systemRelation(rows, relation);
    }
    for (TableDescriptor table : context.catalog().tables()) {
      relation(rows.add(), table, RowTypes.rowType(table))
          .set("relam", HEAP)
          .set("relfilenode", table.oid())
          .set("relhasindex", table.primaryKey() != null)
          .set("relkind", "r")
          .set("relreplident", "d")
          .set("reloptions", options(table));
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        index(rows.add(), table, key);
      }
    }
  }

  private static void systemRelation(RowSet rows, SystemRelation relation) {
    boolean view = relation.descriptor().kind() == TableDescriptor.Kind.VIRTUAL_VIEW;
    relation(rows.add(), relation.descriptor(), relation.rowTypeOid())
        .set("relam", view ? 0 : HEAP)
        .set("relfilenode", view ? 0 : relation.descriptor().oid())
        .set("relisshared", relation.shared())
        .set("relkind", view ? "v" : "r")
        .set("relhasrules", view)
        .set("relreplident", "n")
        .set("relacl", SYSTEM_ACL);
  }

  /** What objects of a fresh database grant; pg_dump writes what differs from it. */
  void initialPrivileges(RowSet rows, SystemContext context) {
    for (SystemRelation relation : system.relations()) {
      initial(rows, relation.descriptor().oid(), CatalogClasses.RELATION, SYSTEM_ACL);
    }
    for (SchemaDescriptor schema : context.catalog().schemas()) {
      SqlArray acl = ObjectRows.schemaAcl(schema);
      if (acl != null) {
        initial(rows, schema.oid(), CatalogClasses.NAMESPACE, acl);
      }
    }
  }

  private static void initial(RowSet rows, int oid, int catalogClass, SqlArray acl) {
    rows.add()
        .set("objoid", oid)
        .set("classoid", catalogClass)
        .set("objsubid", 0)
        .set("privtype", "i")
        .set("initprivs", acl);
  }

  private static RowSet relation(RowSet row, TableDescriptor table, int rowType) {
    return row.set("oid", table.oid())
        .set("relname", table.name())
        .set("relnamespace", table.schemaOid())
        .set("reltype", rowType)
        .set("relowner", table.ownerOid())
        .set("reltuples", -1.0)
        .set("relpersistence", "p")
        .set("relnatts", table.columns().size())
        .set("relispopulated", true);
  }

  private static void index(RowSet row, TableDescriptor table, PrimaryKey key) {
    row.set("oid", key.indexOid())
        .set("relname", key.name())
        .set("relnamespace", table.schemaOid())
        .set("relowner", table.ownerOid())
        .set("relam", BTREE)
        .set("relfilenode", key.indexOid())
        .set("relpages", 1)
        .set("relpersistence", "p")
        .set("relkind", "i")
        .set("relnatts", key.columnIds().size())
        .set("relispopulated", true)
        .set("relreplident", "n");
  }

  private static @Nullable SqlArray options(TableDescriptor table) {
    if (table.options().isEmpty()) {
      return null;
    }
    return SqlArray.of(
        BaseType.TEXT,
        table.options().entrySet().stream()
            .map(option -> option.getKey() + "=" + option.getValue())
            .toList());
  }

  void pgAttribute(RowSet rows, SystemContext context) {
    for (SystemRelation relation : system.relations()) {
      for (ColumnDescriptor column : relation.descriptor().columns()) {
        int collation = relation.collations().getOrDefault(column.id(), C_COLLATION);
        attribute(rows.add(), relation.descriptor().oid(), column, column.id(), collation);
      }
    }
    for (TableDescriptor table : context.catalog().tables()) {
      for (ColumnDescriptor column : table.columns()) {
        attribute(rows.add(), table.oid(), column, column.id(), DEFAULT_COLLATION)
            .set("attnotnull", column.notNull())
            .set("atthasdef", column.defaultText() != null);
      }
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        int place = 1;
        for (ColumnDescriptor column : table.keyColumns()) {
          attribute(rows.add(), key.indexOid(), column, place, DEFAULT_COLLATION)
              .set("attnotnull", false);
          place++;
        }
      }
    }
  }

  private static RowSet attribute(
      RowSet row, int relation, ColumnDescriptor column, int number, int collation) {
    BaseType base = column.type().base();
    SystemType type = SystemType.of(base.oid());
    return row.set("attrelid", relation)
        .set("attname", column.name())
        .set("atttypid", base.oid())
        .set("attstattarget", -1)
        .set("attlen", type.length())
        .set("attnum", number)
        .set("attndims", type.category().equals("A") && type.name().startsWith("_") ? 1 : 0)
        .set("attcacheoff", -1)
        .set("atttypmod", column.type().typmod())
        .set("attbyval", type.byValue())
        .set("attalign", type.align())
        .set("attstorage", type.storage())
        .set("attnotnull", column.notNull())
        .set("attislocal", true)
        .set("attcollation", type.collation() == DEFAULT_COLLATION ? collation : type.collation());
  }

  void pgAttrdef(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      for (ColumnDescriptor column : table.columns()) {
        String text = column.defaultText();
        if (text != null) {
          rows.add()
              .set("oid", attrdefOid(table, column))
              .set("adrelid", table.oid())
              .set("adnum", column.id())
              .set("adbin", Definitions.defaultText(column, false));
        }
      }
    }
  }

  /** Nobody else refers to it; different for different columns, and beyond what we hand out. */
  private static long attrdefOid(TableDescriptor table, ColumnDescriptor column) {
    long mixed = Integer.toUnsignedLong(table.oid()) * 1601 + column.id();
    return 0x8000_0000L | (mixed & 0x7fff_ffffL);
  }

  void pgIndex(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key == null) {
        continue;
      }
      List<ColumnDescriptor> columns = table.keyColumns();
      rows.add()
          .set("indexrelid", key.indexOid())
          .set("indrelid", table.oid())
          .set("indnatts", columns.size())
          .set("indnkeyatts", columns.size())
          .set("indisunique", true)
          .set("indisprimary", true)
          .set("indimmediate", true)
          .set("indisvalid", true)
          .set("indisready", true)
          .set("indislive", true)
          .set("indkey", vector(BaseType.INT2, key.columnIds().stream().map(id -> (long) id)))
          .set(
              "indcollation",
              vector(BaseType.OID, columns.stream().map(c -> (long) typeOf(c).collation())))
          .set(
              "indclass",
              vector(
                  BaseType.OID,
                  columns.stream().map(c -> (long) OperatorClasses.of(c.type().base()))))
          .set("indoption", vector(BaseType.INT2, columns.stream().map(c -> 0L)));
    }
  }

  private static SystemType typeOf(ColumnDescriptor column) {
    return SystemType.of(column.type().base().oid());
  }

  private static SqlArray vector(BaseType type, Stream<Long> elements) {
    return SqlArray.vector(type, elements.toList());
  }

  void pgConstraint(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        rows.add()
            .set("oid", key.constraintOid())
            .set("conname", key.name())
            .set("connamespace", table.schemaOid())
            .set("contype", "p")
            .set("convalidated", true)
            .set("conrelid", table.oid())
            .set("conindid", key.indexOid())
            .set("confupdtype", " ")
            .set("confdeltype", " ")
            .set("confmatchtype", " ")
            .set("conislocal", true)
            .set("connoinherit", true)
            .set(
                "conkey",
                SqlArray.of(
                    BaseType.INT2, key.columnIds().stream().map(Integer::longValue).toList()));
      }
    }
  }

  void pgTables(RowSet rows, SystemContext context) {
    for (SystemRelation relation : system.relations()) {
      if (relation.descriptor().kind() == TableDescriptor.Kind.VIRTUAL_TABLE) {
        tableRow(rows, context, relation.descriptor())
            .set("tablespace", relation.shared() ? "pg_global" : null);
      }
    }
    for (TableDescriptor table : context.catalog().tables()) {
      tableRow(rows, context, table);
    }
  }

  private static RowSet tableRow(RowSet rows, SystemContext context, TableDescriptor table) {
    return rows.add()
        .set("schemaname", schemaName(context.catalog(), table))
        .set("tablename", table.name())
        .set("tableowner", SystemRoles.nameOf(table.ownerOid()))
        .set("hasindexes", table.primaryKey() != null)
        .set("hasrules", false)
        .set("hastriggers", false)
        .set("rowsecurity", false);
  }

  void pgViews(RowSet rows, SystemContext context) {
    for (SystemRelation relation : system.relations()) {
      TableDescriptor view = relation.descriptor();
      if (view.kind() == TableDescriptor.Kind.VIRTUAL_VIEW) {
        rows.add()
            .set("schemaname", schemaName(context.catalog(), view))
            .set("viewname", view.name())
            .set("viewowner", SystemRoles.nameOf(view.ownerOid()));
      }
    }
  }

  void pgIndexes(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        rows.add()
            .set("schemaname", schemaName(context.catalog(), table))
            .set("tablename", table.name())
            .set("indexname", key.name())
            .set(
                "indexdef",
                Definitions.index(
                    Names.qualified(context.catalog(), table.schemaOid(), table.name()),
                    table,
                    key));
      }
    }
  }

  void ioUserTables(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      rows.add()
          .set("relid", table.oid())
          .set("schemaname", schemaName(context.catalog(), table))
          .set("relname", table.name())
          .set("heap_blks_read", 0L)
          .set("heap_blks_hit", 0L);
    }
  }

  void statUserIndexes(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null) {
        rows.add()
            .set("relid", table.oid())
            .set("indexrelid", key.indexOid())
            .set("schemaname", schemaName(context.catalog(), table))
            .set("relname", table.name())
            .set("indexrelname", key.name());
      }
    }
  }

  void statUserTables(RowSet rows, SystemContext context) {
    for (TableDescriptor table : context.catalog().tables()) {
      rows.add()
          .set("relid", table.oid())
          .set("schemaname", schemaName(context.catalog(), table))
          .set("relname", table.name());
      for (String counter :
          List.of(
              "seq_scan",
              "seq_tup_read",
              "idx_scan",
              "idx_tup_fetch",
              "n_tup_ins",
              "n_tup_upd",
              "n_tup_del",
              "n_tup_hot_upd",
              "n_live_tup",
              "n_dead_tup",
              "n_mod_since_analyze",
              "n_ins_since_vacuum",
              "vacuum_count",
              "autovacuum_count",
              "analyze_count",
              "autoanalyze_count")) {
        rows.set(counter, 0);
      }
    }
  }

  void descriptions(RowSet rows, SystemContext context) {
    CatalogSnapshot catalog = context.catalog();
    for (SchemaDescriptor schema : catalog.schemas()) {
      description(rows, schema.oid(), CatalogClasses.NAMESPACE, 0, schema.comment());
    }
    for (Map.Entry<Integer, String> method : ObjectRows.ACCESS_METHOD_COMMENTS.entrySet()) {
      description(rows, method.getKey(), CatalogClasses.ACCESS_METHOD, 0, method.getValue());
    }
    for (TableDescriptor table : catalog.tables()) {
      description(rows, table.oid(), CatalogClasses.RELATION, 0, table.comment());
      for (ColumnDescriptor column : table.columns()) {
        description(rows, table.oid(), CatalogClasses.RELATION, column.id(), column.comment());
      }
    }
  }

  private static void description(
      RowSet rows, int object, int catalogClass, int part, @Nullable String text) {
    if (text != null) {
      rows.add()
          .set("objoid", object)
          .set("classoid", catalogClass)
          .set("objsubid", part)
          .set("description", text);
    }
  }

  void sharedDescriptions(RowSet rows, SystemContext context) {
    context.catalog().databases().stream()
        .filter(database -> database.comment() != null)
        .forEach(
            database ->
                rows.add()
                    .set("objoid", database.oid())
                    .set("classoid", CatalogClasses.DATABASE)
                    .set("description", Objects.requireNonNull(database.comment())));
  }
}
