package io.holdfast.sql.catalog;

/**
 * Makes the catalogue of a fresh cluster: databases {@code postgres}, {@code template1} and {@code
 * template0} with a schema {@code public} each. Does nothing where there is one already; several
 * nodes may do it at once, since the version key lets only one of them commit.
 */
public final class CatalogBootstrap {
  private static final long FIRST_VERSION = 1;
  private static final String TEMPLATE1_COMMENT = "default template for new databases";
  private static final String TEMPLATE0_COMMENT = "unmodifiable empty database";

  private CatalogBootstrap() {}

  /** Returns when there is a catalogue. */
  public static void run(CatalogStore store) {
    if (store.get(store.currentTimestamp(), CatalogKeys.VERSION) != null) {
      return;
    }
    store.transact(
        tx -> {
          if (tx.getForUpdate(CatalogKeys.VERSION) == null) {
            tx.put(CatalogKeys.VERSION, CatalogKeys.number(FIRST_VERSION));
            make(tx, template(CatalogOids.TEMPLATE1, "template1", true, TEMPLATE1_COMMENT));
            make(tx, template(CatalogOids.TEMPLATE0, "template0", false, TEMPLATE0_COMMENT));
            make(
                tx,
                new DatabaseDescriptor(
                    CatalogOids.POSTGRES_DATABASE,
                    "postgres",
                    CatalogOids.SUPERUSER,
                    true,
                    false,
                    "default administrative connection database"));
          }
          return Boolean.TRUE;
        });
  }

  private static DatabaseDescriptor template(
      int oid, String name, boolean allowConnections, String comment) {
    return new DatabaseDescriptor(
        oid, name, CatalogOids.SUPERUSER, allowConnections, true, comment);
  }

  static void make(CatalogStore.Writes tx, DatabaseDescriptor database) {
    tx.put(CatalogKeys.database(database.oid()), DescriptorCodec.encode(database));
    tx.put(
        CatalogKeys.schema(database.oid(), CatalogOids.PUBLIC),
        DescriptorCodec.encode(publicSchema()));
  }

  /** The schema that every new database has. */
  public static SchemaDescriptor publicSchema() {
    return new SchemaDescriptor(
        CatalogOids.PUBLIC, "public", CatalogOids.DATABASE_OWNER_ROLE, "standard public schema");
  }
}
