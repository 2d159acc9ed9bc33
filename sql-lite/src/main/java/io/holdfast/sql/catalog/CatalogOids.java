package io.holdfast.sql.catalog;

/** Object identifiers that PostgreSQL 15 gives to the objects every database has. */
public final class CatalogOids {
  /** Schema {@code pg_catalog}. */
  public static final int PG_CATALOG = 11;

  /** Schema {@code public}. */
  public static final int PUBLIC = 2200;

  /** Schema {@code information_schema}. */
  public static final int INFORMATION_SCHEMA = 13207;

  /** Role {@code postgres}: the superuser that owns everything. */
  public static final int SUPERUSER = 10;

  /** Role {@code pg_database_owner}, which owns schema {@code public}. */
  public static final int DATABASE_OWNER_ROLE = 6171;

  /** Database {@code template1}. */
  public static final int TEMPLATE1 = 1;

  /** Database {@code template0}. */
  public static final int TEMPLATE0 = 4;

  /** Database {@code postgres}. */
  public static final int POSTGRES_DATABASE = 5;

  /** First identifier of an object that a user creates. */
  public static final int FIRST_USER_OID = 16384;

  private static final int ROW_TYPES = 1_000_000_000;

  /**
   * The type of a table's rows. Nothing is stored about it: tables' identifiers are far below a
   * billion.
   */
  public static int rowType(int tableOid) {
    return ROW_TYPES + tableOid;
  }

  /** The table whose rows are of this type; nonsense for what is no type of rows. */
  public static int tableOfRowType(int typeOid) {
    return typeOid - ROW_TYPES;
  }

  private CatalogOids() {}
}
