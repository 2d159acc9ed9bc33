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

  private CatalogOids() {}
}
