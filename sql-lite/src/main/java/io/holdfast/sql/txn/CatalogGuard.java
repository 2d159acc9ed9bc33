package io.holdfast.sql.txn;

import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps transactions from committing with a catalogue that is out of date. Called on the session's
 * thread and may block; at the start of a commit, and again after its prewrite when the bound of
 * the first answer turned out too early.
 */
@FunctionalInterface
public interface CatalogGuard {
  /**
   * The commit timestamp must be less than the answer: till then no change of the given tables can
   * take effect unseen.
   *
   * <p>When called, the answer must be the result of a check made late enough: a bound that lies in
   * the past only makes the caller ask again.
   *
   * @throws io.holdfast.sql.error.SqlException 40001 when one of the tables has changed
   */
  long commitBefore(List<TableUse> used);

  /** The same for one transaction: what it asks the cluster for ends with these limits. */
  default CatalogGuard within(Supplier<StatementLimits> limits) {
    return this;
  }

  /** For keys without a catalogue. */
  static CatalogGuard none() {
    return used -> Long.MAX_VALUE;
  }
}
