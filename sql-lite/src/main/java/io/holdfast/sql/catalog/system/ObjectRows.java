package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows about everything but tables. */
final class ObjectRows {
  private static final int UTF8 = 6;
  private static final int DEFAULT_TABLESPACE = 1663;
  private static final int GLOBAL_TABLESPACE = 1664;
  private static final int LANGUAGE_INTERNAL = 12;
  private static final int FIRST_XID = 716;

  /** By oid. */
  static final SortedMap<Integer, String> ACCESS_METHOD_COMMENTS =
      new TreeMap<>(
          Map.of(
              RelationRows.HEAP, "heap table access method",
              RelationRows.BTREE, "b-tree index access method"));

  private ObjectRows() {}

  private static SqlArray acl(String... items) {
    return SqlArray.of(BaseType.TEXT, List.of(items));
  }

  static void namespaces(RowSet rows, SystemContext context) {
    for (SchemaDescriptor schema : context.catalog().schemas()) {
      rows.add()
          .set("oid", schema.oid())
          .set("nspname", schema.name())
          .set("nspowner", schema.ownerOid());
      SqlArray acl = schemaAcl(schema);
      if (acl != null) {
        rows.set("nspacl", acl);
      }
    }
  }

  /** Null for what a schema grants by itself. */
  static @Nullable SqlArray schemaAcl(SchemaDescriptor schema) {
    if (schema.isSystem()) {
      return acl("postgres=UC/postgres", "=U/postgres");
    }
    return schema.oid() == CatalogOids.PUBLIC
        ? acl("pg_database_owner=UC/pg_database_owner", "=U/pg_database_owner")
        : null;
  }

  static void databases(RowSet rows, SystemContext context) {
    for (DatabaseDescriptor database : context.catalog().databases()) {
      rows.add()
          .set("oid", database.oid())
          .set("datname", database.name())
          .set("datdba", database.ownerOid())
          .set("encoding", UTF8)
          .set("datlocprovider", "c")
          .set("datistemplate", database.template())
          .set("datallowconn", database.allowConnections())
          .set("datconnlimit", -1)
          .set("datfrozenxid", FIRST_XID)
          .set("datminmxid", 1)
          .set("dattablespace", DEFAULT_TABLESPACE)
          .set("datcollate", "C")
          .set("datctype", "C");
      if (database.oid() == CatalogOids.TEMPLATE0 || database.oid() == CatalogOids.TEMPLATE1) {
        rows.set("datacl", acl("=c/postgres", "postgres=CTc/postgres"));
      }
    }
  }

  static void accessMethods(RowSet rows, SystemContext context) {
    rows.add().set("oid", RelationRows.HEAP).set("amname", "heap").set("amhandler", 3);
    rows.set("amtype", "t");
    rows.add().set("oid", RelationRows.BTREE).set("amname", "btree").set("amhandler", 330);
    rows.set("amtype", "i");
  }

  static void tablespaces(RowSet rows, SystemContext context) {
    rows.add().set("oid", DEFAULT_TABLESPACE).set("spcname", "pg_default");
    rows.set("spcowner", CatalogOids.SUPERUSER);
    rows.add().set("oid", GLOBAL_TABLESPACE).set("spcname", "pg_global");
    rows.set("spcowner", CatalogOids.SUPERUSER);
  }

  static void languages(RowSet rows, SystemContext context) {
    language(rows, LANGUAGE_INTERNAL, "internal", false, 2246);
    language(rows, 13, "c", false, 2247);
    language(rows, 14, "sql", true, 2248);
  }

  private static void language(RowSet rows, int oid, String name, boolean trusted, int validator) {
    rows.add()
        .set("oid", oid)
        .set("lanname", name)
        .set("lanowner", CatalogOids.SUPERUSER)
        .set("lanpltrusted", trusted)
        .set("lanvalidator", validator);
  }

  static void collations(RowSet rows, SystemContext context) {
    collation(rows, 100, "default", "d", -1).set("collcollate", null).set("collctype", null);
    collation(rows, 950, "C", "c", -1).set("collcollate", "C").set("collctype", "C");
    collation(rows, 951, "POSIX", "c", -1).set("collcollate", "POSIX").set("collctype", "POSIX");
    collation(rows, 12340, "ucs_basic", "c", UTF8).set("collcollate", "C").set("collctype", "C");
  }

  private static RowSet collation(
      RowSet rows, int oid, String name, String provider, int encoding) {
    return rows.add()
        .set("oid", oid)
        .set("collname", name)
        .set("collnamespace", CatalogOids.PG_CATALOG)
        .set("collowner", CatalogOids.SUPERUSER)
        .set("collprovider", provider)
        .set("collisdeterministic", true)
        .set("collencoding", encoding);
  }

  static void types(RowSet rows, SystemContext context) {
    for (SystemType type : SystemType.all()) {
      rows.add()
          .set("oid", type.oid())
          .set("typname", type.name())
          .set("typnamespace", CatalogOids.PG_CATALOG)
          .set("typowner", CatalogOids.SUPERUSER)
          .set("typlen", type.length())
          .set("typbyval", type.byValue())
          .set("typtype", type.kind())
          .set("typcategory", type.category())
          .set("typispreferred", type.preferred())
          .set("typisdefined", true)
          .set("typdelim", type.delimiter())
          .set("typelem", type.element())
          .set("typarray", type.array())
          .set("typalign", type.align())
          .set("typstorage", type.storage())
          .set("typtypmod", -1)
          .set("typcollation", type.collation());
      for (int i = 0; i < SystemType.FUNCTION_COLUMNS.size(); i++) {
        rows.set(SystemType.FUNCTION_COLUMNS.get(i), type.functions().get(i));
      }
    }
  }

  static void functions(RowSet rows, SystemContext context) {
    for (SystemFunction function : SystemFunction.all()) {
      rows.add()
          .set("oid", function.oid())
          .set("proname", function.name())
          .set("pronamespace", CatalogOids.PG_CATALOG)
          .set("proowner", CatalogOids.SUPERUSER)
          .set("prolang", LANGUAGE_INTERNAL)
          .set("procost", 1.0)
          .set("prorows", function.set() ? 1000.0 : 0.0)
          .set("prokind", function.kind())
          .set("proisstrict", function.strict())
          .set("proretset", function.set())
          .set("provolatile", function.volatility())
          .set("proparallel", "s")
          .set("pronargs", function.arguments().size())
          .set("prorettype", function.result())
          .set("proargtypes", SqlArray.vector(BaseType.OID, function.arguments()))
          .set("prosrc", function.name());
    }
  }

  static void casts(RowSet rows, SystemContext context) {
    for (String[] words : Resource.lines("casts.txt")) {
      rows.add()
          .set("oid", Long.parseLong(words[0]))
          .set("castsource", Long.parseLong(words[1]))
          .set("casttarget", Long.parseLong(words[2]))
          .set("castfunc", Long.parseLong(words[3]))
          .set("castcontext", words[4])
          .set("castmethod", words[5]);
    }
  }

  static void operators(RowSet rows, SystemContext context) {
    for (String[] words : Resource.lines("operators.txt")) {
      rows.add()
          .set("oid", Long.parseLong(words[0]))
          .set("oprname", words[1])
          .set("oprnamespace", CatalogOids.PG_CATALOG)
          .set("oprowner", CatalogOids.SUPERUSER)
          .set("oprkind", words[2])
          .set("oprcanmerge", words[3].equals("t"))
          .set("oprcanhash", words[4].equals("t"))
          .set("oprleft", Long.parseLong(words[5]))
          .set("oprright", Long.parseLong(words[6]))
          .set("oprresult", Long.parseLong(words[7]))
          .set("oprcom", Long.parseLong(words[8]))
          .set("oprnegate", Long.parseLong(words[9]))
          .set("oprcode", Long.parseLong(words[10]));
    }
  }

  static void settings(RowSet rows, SystemContext context) {
    for (SystemSetting setting : context.settings()) {
      List<String> enumvals = setting.enumvals();
      rows.add()
          .set("name", setting.name())
          .set("setting", setting.setting())
          .set("unit", setting.unit())
          .set("category", setting.category())
          .set("short_desc", setting.shortDesc())
          .set("context", setting.context())
          .set("vartype", setting.vartype())
          .set("source", setting.source())
          .set("min_val", setting.minVal())
          .set("max_val", setting.maxVal())
          .set("enumvals", enumvals == null ? null : SqlArray.of(BaseType.TEXT, enumvals))
          .set("boot_val", setting.bootVal())
          .set("reset_val", setting.resetVal())
          .set("pending_restart", false);
    }
  }

  static void activity(RowSet rows, SystemContext context) {
    for (SystemActivity each : context.sessions().activity()) {
      DatabaseDescriptor database = context.catalog().databaseNamed(each.database());
      SystemRoles.Role role = SystemRoles.byName(each.user());
      rows.add()
          .set("datid", database == null ? null : database.oid())
          .set("datname", each.database())
          .set("pid", each.pid())
          .set("usesysid", role == null ? null : role.oid())
          .set("usename", each.user())
          .set("application_name", each.applicationName())
          .set("client_addr", each.clientAddress())
          .set("client_port", each.clientPort())
          .set("backend_start", each.backendStartMicros())
          .set("xact_start", each.transactionStartMicros())
          .set("query_start", each.queryStartMicros())
          .set("state_change", each.stateChangeMicros())
          .set("state", each.state())
          .set("query", each.query())
          .set("backend_type", "client backend");
    }
  }
}
