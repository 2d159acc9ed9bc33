package io.holdfast.sql.catalog;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.StatementLimits;
import java.util.function.Supplier;

/**
 * Numbers for new things: object identifiers, data ids, hidden row ids, versions. None is handed
 * out twice, also not after a rollback. Thread-safe; may block.
 *
 * <p>Row ids grow, so that rows of one table without a primary key are stored in the order in which
 * they came, with all inserts at the end of the table. Scattering them with leading bits would only
 * help a table that has been split into regions beforehand, which nothing does yet; a table without
 * a key is made for loading and is rewritten when it gets one.
 */
public final class CatalogIds {
  /** Two statements in a row make some objects each; a lost block is no loss. */
  private static final int OBJECT_BLOCK = 16;

  /** A load of rows takes a block per some thousand rows, which hides the cost of taking it. */
  private static final int ROW_BLOCK = 4096;

  private final IdBlocks oids;
  private final IdBlocks dataIds;
  private final IdBlocks rowIds;
  private final IdBlocks versions;

  /** Takes the numbers from the counters in {@code store}. */
  public CatalogIds(CatalogStore store) {
    oids = new IdBlocks(store, CatalogKeys.NEXT_OID, CatalogOids.FIRST_USER_OID, OBJECT_BLOCK);
    dataIds =
        new IdBlocks(store, CatalogKeys.NEXT_DATA_ID, CatalogOids.FIRST_USER_OID, OBJECT_BLOCK);
    rowIds = new IdBlocks(store, CatalogKeys.NEXT_ROW_ID, 1, ROW_BLOCK);
    versions = new IdBlocks(store, CatalogKeys.NEXT_VERSION, 1, OBJECT_BLOCK);
  }

  private CatalogIds(IdBlocks oids, IdBlocks dataIds, IdBlocks rowIds, IdBlocks versions) {
    this.oids = oids;
    this.dataIds = dataIds;
    this.rowIds = rowIds;
    this.versions = versions;
  }

  /** The same numbers for one session: what is asked for here ends with its limits. */
  public CatalogIds within(Supplier<StatementLimits> limits) {
    return new CatalogIds(
        oids.within(limits),
        dataIds.within(limits),
        rowIds.within(limits),
        versions.within(limits));
  }

  /** For pg_class, pg_namespace, pg_database, pg_constraint. */
  public int nextOid() {
    long oid = oids.next();
    if (oid > Integer.MAX_VALUE) {
      throw new SqlException(SqlState.PROGRAM_LIMIT_EXCEEDED, "no object identifiers are left");
    }
    return (int) oid;
  }

  /** For the prefix of a table's rows. */
  public long nextDataId() {
    return dataIds.next();
  }

  /** For a descriptor: what was planned with one version is never taken for another's. */
  public long nextVersion() {
    return versions.next();
  }

  /** For a row of a table without primary key. */
  public long nextRowId() {
    return rowIds.next();
  }
}
