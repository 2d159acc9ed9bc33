package io.holdfast.sql.catalog;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.txn.CatalogGuard;
import io.holdfast.sql.txn.StatementLimits;
import io.holdfast.sql.txn.TableUse;
import java.util.List;
import java.util.function.Supplier;

/**
 * Bounds commits by the lease on the catalogue (rule SQL-1): what a transaction read and wrote was
 * right for tables as they were, and they cannot have become others before the bound.
 */
public final class LeaseGuard implements CatalogGuard {
  private final CatalogCache cache;

  /** Checks against {@code cache}. */
  public LeaseGuard(CatalogCache cache) {
    this.cache = cache;
  }

  @Override
  public CatalogGuard within(Supplier<StatementLimits> limits) {
    return new LeaseGuard(cache.within(limits));
  }

  @Override
  public long commitBefore(List<TableUse> used) {
    if (used.isEmpty()) {
      return Long.MAX_VALUE;
    }
    CatalogCache.Check check = cache.check();
    long bound = check.validUntil();
    for (TableUse use : used) {
      TableDescriptor table = check.table((int) use.oid());
      if (table == null
          || table.version() != use.version()
          || (use.written() && table.writesBlocked())) {
        throw new SqlException(
                SqlState.SERIALIZATION_FAILURE,
                "could not serialize access due to concurrent update")
            .withHint("A table the transaction has used was changed meanwhile.");
      }
      if (table.writesBlocked()) {
        // Its change comes without another wait: good up to the look itself (rule SQL-3).
        bound = Math.min(bound, check.checkedUntil());
      }
    }
    return bound;
  }
}
