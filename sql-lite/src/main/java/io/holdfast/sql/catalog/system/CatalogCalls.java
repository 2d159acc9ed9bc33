package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.DatabaseDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SchemaDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.catalog.system.CatalogNames.Relation;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.CatalogFunctions;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The functions that read the catalogue, on one snapshot. What is not known here answers null,
 * which is what PostgreSQL's answer for an object that does not exist mostly is.
 */
public final class CatalogCalls implements CatalogFunctions {
  /** pg_relation_is_updatable: INSERT, UPDATE and DELETE. */
  private static final long UPDATABLE = 28;

  private static final List<List<@Nullable Object>> KEYWORDS =
      Resource.lines("keywords.txt").stream().map(CatalogCalls::keyword).toList();

  private final SystemContext context;
  private final CatalogSnapshot catalog;
  private final CatalogNames names;

  /** The functions on {@code context}; names are visible along {@code searchPath}. */
  public CatalogCalls(SystemContext context, List<String> searchPath) {
    this.context = context;
    this.catalog = context.catalog();
    this.names = new CatalogNames(catalog, searchPath);
  }

  private static List<@Nullable Object> keyword(String[] words) {
    String category =
        switch (words[1].charAt(0)) {
          case 'R' -> "reserved";
          case 'T' -> "reserved (can be function or type name)";
          case 'C' -> "unreserved (cannot be function or type name)";
          default -> "unreserved";
        };
    boolean bare = words[2].equals("t");
    return List.of(words[0], words[1], bare, category, bare ? "can be bare label" : "requires AS");
  }

  @Override
  public @Nullable Object call(String function, List<@Nullable Object> args) {
    return switch (function) {
      case "pg_table_is_visible" -> tableVisible(oid(args, 0));
      case "pg_type_is_visible" -> BaseType.byOid(oid(args, 0)) == null ? null : true;
      case "pg_function_is_visible" -> SystemFunction.find(oid(args, 0)) == null ? null : true;
      case "pg_opclass_is_visible", "pg_collation_is_visible", "pg_operator_is_visible" -> true;
      case "pg_get_userbyid" -> SystemRoles.nameOf(oid(args, 0));
      case "pg_get_expr" -> expression(args);
      case "pg_get_indexdef" -> indexDefinition(args);
      case "pg_get_constraintdef" -> constraintDefinition(oid(args, 0));
      case "pg_get_keywords" -> KEYWORDS;
      case "obj_description" -> description(args);
      case "shobj_description" -> sharedDescription(args);
      case "col_description" -> columnDescription(args);
      case "pg_describe_object" -> describe(args);
      case "pg_encoding_to_char" -> Encodings.nameOf(oid(args, 0));
      default -> other(function, args);
    };
  }

  private @Nullable Object other(String function, List<@Nullable Object> args) {
    return switch (function) {
      case "pg_get_function_arguments", "pg_get_function_identity_arguments" ->
          functionArguments(oid(args, 0));
      case "pg_get_function_result" -> functionResult(oid(args, 0));
      case "pg_relation_is_publishable" -> publishable(oid(args, 0));
      case "pg_relation_is_updatable" -> updatable(oid(args, 0)) ? UPDATABLE : 0L;
      case "pg_column_is_updatable" -> updatable(oid(args, 0));
      case "pg_relation_filenode" -> filenode(oid(args, 0));
      case "pg_table_size", "pg_relation_size", "pg_total_relation_size" -> size(oid(args, 0));
      case "pg_indexes_size" -> catalog.tableByOid(oid(args, 0)) == null ? null : 0L;
      case "pg_database_size" -> databaseSize(args.get(0));
      case "pg_tablespace_size" -> allSizes();
      case "row_security_active" -> false;
      case "acldefault" ->
          AclDefaults.of(String.valueOf(args.get(0)), SystemRoles.nameOf(oid(args, 1)));
      case "pg_cancel_backend" -> context.sessions().cancel(oid(args, 0));
      case "pg_terminate_backend" -> context.sessions().terminate(oid(args, 0));
      case "nextval", "currval", "setval", "pg_sequence_last_value" ->
          throw notSequence(oid(args, 0));
      case "lastval" ->
          throw new SqlException(
              SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
              "lastval is not yet defined in this session");
      case "pg_advisory_lock",
          "pg_advisory_xact_lock",
          "pg_try_advisory_lock",
          "pg_try_advisory_xact_lock",
          "pg_advisory_unlock",
          "pg_notify" ->
          throw new SqlException(SqlState.FEATURE_NOT_SUPPORTED, function + " is not supported");
      default -> null;
    };
  }

  private static int oid(List<@Nullable Object> args, int place) {
    Object value = args.get(place);
    return value instanceof Long number ? number.intValue() : 0;
  }

  private @Nullable Boolean tableVisible(int oid) {
    Relation relation = names.relation(oid);
    return relation == null ? null : names.isVisible(relation);
  }

  private @Nullable String expression(List<@Nullable Object> args) {
    Object node = args.get(0);
    if (node == null) {
      return null;
    }
    return pretty(args) ? DefaultText.withoutOuterParentheses((String) node) : (String) node;
  }

  private @Nullable String indexDefinition(List<@Nullable Object> args) {
    Relation relation = names.relation(oid(args, 0));
    PrimaryKey key = relation == null ? null : relation.key();
    if (relation == null || key == null) {
      return null;
    }
    int column = args.size() > 1 ? oid(args, 1) : 0;
    return column == 0
        ? Definitions.index(tableOfIndex(relation.table(), pretty(args)), relation.table(), key)
        : Definitions.indexColumn(relation.table(), column);
  }

  /** Pretty: as short as the search path allows. */
  private String tableOfIndex(TableDescriptor table, boolean pretty) {
    return pretty
        ? String.valueOf(names.relationName(table.oid()))
        : Names.qualified(catalog, table.schemaOid(), table.name());
  }

  private static boolean pretty(List<@Nullable Object> args) {
    return args.size() > 2 && Boolean.TRUE.equals(args.get(2));
  }

  private @Nullable String constraintDefinition(int oid) {
    for (TableDescriptor table : catalog.tables()) {
      PrimaryKey key = table.primaryKey();
      if (key != null && key.constraintOid() == oid) {
        return Definitions.constraint(table);
      }
    }
    return null;
  }

  private @Nullable String description(List<@Nullable Object> args) {
    int oid = oid(args, 0);
    int catalogClass = args.size() < 2 ? 0 : CatalogClasses.named(String.valueOf(args.get(1)));
    if (catalogClass < 0) {
      return null;
    }
    boolean any = catalogClass == 0;
    TableDescriptor table = catalog.tableByOid(oid);
    if (table != null && (any || catalogClass == CatalogClasses.RELATION)) {
      return table.comment();
    }
    SchemaDescriptor schema = catalog.schemaByOid(oid);
    if (schema != null && (any || catalogClass == CatalogClasses.NAMESPACE)) {
      return schema.comment();
    }
    return any || catalogClass == CatalogClasses.ACCESS_METHOD
        ? ObjectRows.ACCESS_METHOD_COMMENTS.get(oid)
        : null;
  }

  private @Nullable String sharedDescription(List<@Nullable Object> args) {
    if (!"pg_database".equals(args.get(1))) {
      return null;
    }
    for (DatabaseDescriptor database : catalog.databases()) {
      if (database.oid() == oid(args, 0)) {
        return database.comment();
      }
    }
    return null;
  }

  private @Nullable String columnDescription(List<@Nullable Object> args) {
    TableDescriptor table = catalog.tableByOid(oid(args, 0));
    ColumnDescriptor column = table == null ? null : table.columnById(oid(args, 1));
    return column == null ? null : column.comment();
  }

  private @Nullable String describe(List<@Nullable Object> args) {
    Relation relation =
        oid(args, 0) == CatalogClasses.RELATION ? names.relation(oid(args, 1)) : null;
    if (relation == null) {
      return null;
    }
    String kind = relation.key() == null ? "table " : "index ";
    String name = Objects.requireNonNull(names.nameOf(BaseType.REGCLASS, oid(args, 1)));
    ColumnDescriptor column = relation.table().columnById(oid(args, 2));
    return (column == null ? "" : "column " + Names.quote(column.name()) + " of ") + kind + name;
  }

  private static @Nullable String functionArguments(int oid) {
    SystemFunction function = SystemFunction.find(oid);
    return function == null
        ? null
        : function.arguments().stream()
            .map(argument -> typeName(argument.intValue()))
            .collect(Collectors.joining(", "));
  }

  private static @Nullable String functionResult(int oid) {
    SystemFunction function = SystemFunction.find(oid);
    return function == null ? null : (function.set() ? "SETOF " : "") + typeName(function.result());
  }

  private static String typeName(int oid) {
    BaseType base = BaseType.byOid(oid);
    if (base != null) {
      return TypeNames.format(SqlType.of(base));
    }
    // Only pseudo types of input and output functions are left.
    return Map.of(2275, "cstring", 2281, "internal").getOrDefault(oid, String.valueOf(oid));
  }

  private @Nullable Boolean publishable(int oid) {
    Relation relation = names.relation(oid);
    return relation == null ? null : relation.key() == null && !relation.table().isVirtual();
  }

  private boolean updatable(int oid) {
    TableDescriptor table = catalog.tableByOid(oid);
    return table != null && !table.isVirtual();
  }

  private @Nullable Long filenode(int oid) {
    Relation relation = names.relation(oid);
    if (relation == null) {
      return null;
    }
    return (long) (relation.key() == null ? relation.table().oid() : relation.key().indexOid());
  }

  private @Nullable Long size(int oid) {
    Relation relation = names.relation(oid);
    if (relation == null) {
      return null;
    }
    // The rows lie in the order of the primary key: its index takes no room of its own.
    return relation.key() == null && !relation.table().isVirtual()
        ? context.sizeBytes().applyAsLong(relation.table())
        : 0L;
  }

  private long allSizes() {
    long sum = 0;
    for (TableDescriptor table : catalog.tables()) {
      sum += context.sizeBytes().applyAsLong(table);
    }
    return sum;
  }

  private @Nullable Long databaseSize(@Nullable Object database) {
    DatabaseDescriptor found = null;
    for (DatabaseDescriptor each : catalog.databases()) {
      if (each.name().equals(database) || Long.valueOf(each.oid()).equals(database)) {
        found = each;
      }
    }
    if (found == null) {
      if (database instanceof String name) {
        throw new SqlException(
            SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
      }
      return null;
    }
    return found.oid() == catalog.database().oid() ? allSizes() : 0L;
  }

  private SqlException notSequence(int oid) {
    Relation relation = names.relation(oid);
    return relation == null
        ? new SqlException(SqlState.UNDEFINED_TABLE, "could not open relation with OID " + oid)
        : new SqlException(
            SqlState.WRONG_OBJECT_TYPE, "\"" + relation.name() + "\" is not a sequence");
  }
}
