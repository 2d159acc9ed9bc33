package io.holdfast.store.txn.command;

/**
 * Makes the commands a store runs. Handed down from the composition root; production has one
 * implementation, {@link PercolatorCommands}, tests have ones with a planted bug.
 */
public interface TxnCommands {
  /** First phase. */
  WriteCommand<Prewrite.Response> prewrite(Prewrite.Request request);

  /** Second phase. */
  WriteCommand<Commit.Response> commit(Commit.Request request);

  /** Fate of a transaction, at its primary. */
  WriteCommand<CheckTxnStatus.Response> checkTxnStatus(CheckTxnStatus.Request request);

  /** Fate of a transaction, at its secondaries. */
  WriteCommand<CheckSecondaryLocks.Response> checkSecondaryLocks(
      CheckSecondaryLocks.Request request);

  /** Rollback of given keys. */
  WriteCommand<Outcome> batchRollback(BatchRollback.Request request);

  /** Rollback of one key unless alive. */
  WriteCommand<Cleanup.Response> cleanup(Cleanup.Request request);

  /** Longer life for a primary. */
  WriteCommand<TxnHeartBeat.Response> heartBeat(TxnHeartBeat.Request request);

  /** Fates carried to given locks. */
  WriteCommand<Outcome> resolveLocks(ResolveLocks.Request request);

  /** Pessimistic locks dropped. */
  WriteCommand<Outcome> pessimisticRollback(PessimisticRollback.Request request);

  /** Locks of decided transactions in a region. */
  ReadCommand<FindLocks.Response> findLocks(FindLocks.Request request);

  /** One key. */
  ReadCommand<Get.Response> get(Get.Request request);

  /** Several keys. */
  ReadCommand<BatchGet.Response> batchGet(BatchGet.Request request);

  /** A range. */
  ReadCommand<Scan.Response> scan(Scan.Request request);

  /** Locks of a range. */
  ReadCommand<ScanLock.Response> scanLock(ScanLock.Request request);
}
