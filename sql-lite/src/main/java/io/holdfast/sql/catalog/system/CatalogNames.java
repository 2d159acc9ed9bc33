package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.IndexDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of {@code regclass} values and their relatives in one snapshot of the catalogue. */
public final class CatalogNames implements RegNames {
  private final CatalogSnapshot catalog;
  private final List<String> searchPath;

  /** Names without a schema are looked for in {@code searchPath}. */
  public CatalogNames(CatalogSnapshot catalog, List<String> searchPath) {
    this.catalog = catalog;
    this.searchPath = List.copyOf(searchPath);
  }

  @Override
  public @Nullable String nameOf(BaseType type, long oid) {
    return switch (type) {
      case REGCLASS -> relationName((int) oid);
      case REGTYPE -> typeName((int) oid);
      case REGNAMESPACE -> schemaName((int) oid);
      case REGROLE -> roleName(oid);
      case REGPROC -> functionName(oid);
      default -> null;
    };
  }

  /** As short as the search path allows; null when there is none. */
  @Nullable String relationName(int oid) {
    Relation relation = relation(oid);
    if (relation == null) {
      return null;
    }
    return isVisible(relation)
        ? Names.quote(relation.name)
        : Names.qualified(catalog, relation.table.schemaOid(), relation.name);
  }

  private @Nullable String typeName(int oid) {
    BaseType base = BaseType.byOid(oid);
    return base == null ? rowTypeName(oid) : TypeNames.format(SqlType.of(base));
  }

  /** A type of rows is called as its table; an array of them has brackets behind it. */
  private @Nullable String rowTypeName(int oid) {
    String rows = relationName(CatalogOids.tableOfRowType(oid));
    if (rows != null) {
      return rows;
    }
    String items = relationName(CatalogOids.tableOfRowType(oid - SqlType.ARRAYS_OF_ROWS));
    return items == null ? null : items + "[]";
  }

  private @Nullable String schemaName(int oid) {
    SchemaDescriptor schema = catalog.schemaByOid(oid);
    return schema == null ? null : Names.quote(schema.name());
  }

  private static @Nullable String roleName(long oid) {
    SystemRoles.Role role = SystemRoles.byOid(oid);
    return role == null ? null : Names.quote(role.name());
  }

  private static @Nullable String functionName(long oid) {
    SystemFunction function = SystemFunction.find(oid);
    return function == null ? null : Names.quote(function.name());
  }

  /** A table, or an index of it. */
  record Relation(TableDescriptor table, String name, @Nullable PrimaryKey key) {}

  /** A table or an index by oid. */
  @Nullable Relation relation(int oid) {
    TableDescriptor table = catalog.tableByOid(oid);
    if (table != null) {
      return new Relation(table, table.name(), null);
    }
    for (TableDescriptor each : catalog.tables()) {
      PrimaryKey key = each.primaryKey();
      if (key != null && key.indexOid() == oid) {
        return new Relation(each, key.name(), key);
      }
    }
    return null;
  }

  /** True when the search path leads to the relation by its bare name. */
  boolean isVisible(Relation relation) {
    TableDescriptor table = relation.table;
    if (relation.key == null) {
      TableDescriptor found = catalog.table(searchPath, table.name());
      return found != null && found.oid() == table.oid();
    }
    for (String each : searchPath) {
      SchemaDescriptor schema = catalog.schema(each);
      if (schema != null && catalog.relationExists(schema, relation.name)) {
        return schema.oid() == table.schemaOid();
      }
    }
    return false;
  }

  @Override
  public @Nullable Long oidOf(BaseType type, String text) {
    List<String> parts = Names.parse(text);
    if (type == BaseType.REGTYPE) {
      return typeOid(text);
    }
    if (parts.isEmpty()) {
      throw new SqlException(SqlState.INVALID_NAME, "invalid name syntax");
    }
    return switch (type) {
      case REGCLASS -> relationOid(parts);
      case REGNAMESPACE -> schemaOid(parts);
      case REGROLE -> roleOid(parts);
      case REGPROC -> functionOid(parts);
      default -> null;
    };
  }

  private @Nullable Long relationOid(List<String> parts) {
    String name = parts.get(parts.size() - 1);
    if (parts.size() == 3 && !parts.get(0).equals(catalog.database().name())) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cross-database references are not implemented: " + String.join(".", parts));
    }
    List<String> path = parts.size() == 1 ? searchPath : List.of(parts.get(parts.size() - 2));
    TableDescriptor table =
        parts.size() == 1 ? catalog.table(path, name) : catalog.table(path.get(0), name);
    if (table != null) {
      return Integer.toUnsignedLong(table.oid());
    }
    for (String each : path) {
      SchemaDescriptor schema = catalog.schema(each);
      TableDescriptor owner = schema == null ? null : catalog.indexOwner(schema, name);
      if (owner != null) {
        return indexOid(owner, name);
      }
    }
    return null;
  }

  private static @Nullable Long indexOid(TableDescriptor owner, String name) {
    PrimaryKey key = owner.primaryKey();
    if (key != null && key.name().equals(name)) {
      return (long) key.indexOid();
    }
    for (IndexDescriptor index : owner.indexes()) {
      if (index.name().equals(name)) {
        return (long) index.oid();
      }
    }
    return null;
  }

  /** Also spelled as format_type does, with a modifier (ignored) or brackets. */
  private static @Nullable Long typeOid(String text) {
    String name = text.strip();
    boolean array = name.endsWith("[]");
    if (array) {
      name = name.substring(0, name.length() - 2);
    }
    int paren = name.indexOf('(');
    if (paren >= 0) {
      int close = name.indexOf(')', paren);
      name = name.substring(0, paren).strip() + (close < 0 ? "" : name.substring(close + 1));
    }
    SqlType type = resolveType(name);
    BaseType base = type == null ? null : array ? type.base().array() : type.base();
    return base == null ? null : (long) base.oid();
  }

  private static @Nullable SqlType resolveType(String name) {
    for (BaseType base : BaseType.values()) {
      if (base.displayName().equalsIgnoreCase(name)) {
        return SqlType.of(base);
      }
    }
    List<String> parts = Names.parse(name);
    if (parts.isEmpty()) {
      return null;
    }
    try {
      return TypeNames.resolve(parts).plain();
    } catch (SqlException e) {
      if (e.state() == SqlState.UNDEFINED_OBJECT) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable Long schemaOid(List<String> parts) {
    SchemaDescriptor schema = parts.size() == 1 ? catalog.schema(parts.get(0)) : null;
    return schema == null ? null : Integer.toUnsignedLong(schema.oid());
  }

  private static @Nullable Long roleOid(List<String> parts) {
    SystemRoles.Role role = parts.size() == 1 ? SystemRoles.byName(parts.get(0)) : null;
    return role == null ? null : (long) role.oid();
  }

  private static @Nullable Long functionOid(List<String> parts) {
    SystemFunction function = SystemFunction.named(parts.get(parts.size() - 1));
    return function == null ? null : (long) function.oid();
  }
}
