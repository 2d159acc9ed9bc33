package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.SystemRelations;
import io.holdfast.sql.catalog.TableBuilder;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.catalog.TableDescriptor.Kind;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The system tables with their columns, from {@code relations.txt}. Immutable; one will do. */
public final class SystemCatalog implements SystemRelations {
  private static final String PREFIX = "pg_catalog.";
  private static final int FIRST_COLUMN = 4;

  private final List<SchemaDescriptor> schemas =
      List.of(
          new SchemaDescriptor(
              CatalogOids.PG_CATALOG, "pg_catalog", CatalogOids.SUPERUSER, "system catalog schema"),
          new SchemaDescriptor(
              CatalogOids.INFORMATION_SCHEMA, "information_schema", CatalogOids.SUPERUSER));
  private final Map<Integer, SystemRelation> byOid = new TreeMap<>();
  private final Map<Integer, Map<String, TableDescriptor>> byName = new TreeMap<>();
  private final List<TableDescriptor> tables = new ArrayList<>();

  /** Reads the definitions. */
  public SystemCatalog() {
    for (String[] words : Resource.lines("relations.txt")) {
      SystemRelation relation = relation(words);
      TableDescriptor table = relation.descriptor();
      byOid.put(table.oid(), relation);
      byName.computeIfAbsent(table.schemaOid(), oid -> new TreeMap<>()).put(table.name(), table);
    }
    byOid.values().forEach(relation -> tables.add(relation.descriptor()));
  }

  /** Words: schema.name, oid, kind with s for shared, oid of the row type, columns. */
  private static SystemRelation relation(String[] words) {
    boolean pgCatalog = words[0].startsWith(PREFIX);
    int schemaOid = pgCatalog ? CatalogOids.PG_CATALOG : CatalogOids.INFORMATION_SCHEMA;
    String name = words[0].substring(words[0].indexOf('.') + 1);
    TableBuilder table =
        new TableBuilder(Integer.parseInt(words[1]), schemaOid, name, 0)
            .kind(words[2].charAt(0) == 'r' ? Kind.VIRTUAL_TABLE : Kind.VIRTUAL_VIEW);
    Map<Integer, Integer> collations = new TreeMap<>();
    for (int i = FIRST_COLUMN; i < words.length; i++) {
      String word = words[i];
      int mark = word.indexOf('~');
      if (mark >= 0) {
        collations.put(i - FIRST_COLUMN + 1, Integer.parseInt(word.substring(mark + 1)));
        word = word.substring(0, mark);
      }
      addColumn(table, name, word);
    }
    return new SystemRelation(
        table.build(1), words[2].charAt(1) == 's', Integer.parseInt(words[3]), collations);
  }

  private static void addColumn(TableBuilder table, String relation, String word) {
    boolean notNull = word.endsWith("!");
    String[] parts = word.substring(0, word.length() - (notNull ? 1 : 0)).split(":", -1);
    BaseType type = BaseType.byName(parts[1]);
    if (type == null) {
      throw new IllegalStateException("type " + parts[1] + " of " + relation + "." + parts[0]);
    }
    table.add(parts[0], SqlType.of(type), notNull, null);
  }

  Collection<SystemRelation> relations() {
    return byOid.values();
  }

  @Override
  public Collection<SchemaDescriptor> schemas() {
    return schemas;
  }

  @Override
  public Collection<TableDescriptor> tables() {
    return tables;
  }

  @Override
  public @Nullable TableDescriptor table(int schemaOid, String name) {
    Map<String, TableDescriptor> named = byName.get(schemaOid);
    return named == null ? null : named.get(name);
  }

  @Override
  public @Nullable TableDescriptor tableByOid(int oid) {
    SystemRelation relation = byOid.get(oid);
    return relation == null ? null : relation.descriptor();
  }
}
