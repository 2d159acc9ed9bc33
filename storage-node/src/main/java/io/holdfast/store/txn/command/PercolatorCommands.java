package io.holdfast.store.txn.command;

/** The commands as they should be. Stateless. */
public final class PercolatorCommands implements TxnCommands {
  /** Makes the set. */
  public PercolatorCommands() {}

  @Override
  public WriteCommand<Prewrite.Response> prewrite(Prewrite.Request request) {
    return new Prewrite(request);
  }

  @Override
  public WriteCommand<Commit.Response> commit(Commit.Request request) {
    return new Commit(request);
  }

  @Override
  public WriteCommand<CheckTxnStatus.Response> checkTxnStatus(CheckTxnStatus.Request request) {
    return new CheckTxnStatus(request);
  }

  @Override
  public WriteCommand<CheckSecondaryLocks.Response> checkSecondaryLocks(
      CheckSecondaryLocks.Request request) {
    return new CheckSecondaryLocks(request);
  }

  @Override
  public WriteCommand<Outcome> batchRollback(BatchRollback.Request request) {
    return new BatchRollback(request);
  }

  @Override
  public WriteCommand<Cleanup.Response> cleanup(Cleanup.Request request) {
    return new Cleanup(request);
  }

  @Override
  public WriteCommand<TxnHeartBeat.Response> heartBeat(TxnHeartBeat.Request request) {
    return new TxnHeartBeat(request);
  }

  @Override
  public WriteCommand<Outcome> resolveLocks(ResolveLocks.Request request) {
    return new ResolveLocks(request);
  }

  @Override
  public WriteCommand<Outcome> pessimisticRollback(PessimisticRollback.Request request) {
    return new PessimisticRollback(request);
  }

  @Override
  public ReadCommand<FindLocks.Response> findLocks(FindLocks.Request request) {
    return new FindLocks(request);
  }

  @Override
  public ReadCommand<Get.Response> get(Get.Request request) {
    return new Get(request);
  }

  @Override
  public ReadCommand<BatchGet.Response> batchGet(BatchGet.Request request) {
    return new BatchGet(request);
  }

  @Override
  public ReadCommand<Scan.Response> scan(Scan.Request request) {
    return new Scan(request);
  }

  @Override
  public ReadCommand<ScanLock.Response> scanLock(ScanLock.Request request) {
    return new ScanLock(request);
  }
}
