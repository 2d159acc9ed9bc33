package io.holdfast.store.planted;

import io.holdfast.store.txn.command.BatchGet;
import io.holdfast.store.txn.command.BatchRollback;
import io.holdfast.store.txn.command.CheckSecondaryLocks;
import io.holdfast.store.txn.command.CheckTxnStatus;
import io.holdfast.store.txn.command.Cleanup;
import io.holdfast.store.txn.command.Commit;
import io.holdfast.store.txn.command.FindLocks;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.PessimisticRollback;
import io.holdfast.store.txn.command.Prewrite;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.ResolveLocks;
import io.holdfast.store.txn.command.Scan;
import io.holdfast.store.txn.command.ScanLock;
import io.holdfast.store.txn.command.TxnCommands;
import io.holdfast.store.txn.command.TxnHeartBeat;
import io.holdfast.store.txn.command.WriteCommand;

/** The production commands; a planted bug overrides what it breaks. */
class ForwardingCommands implements TxnCommands {
  private final TxnCommands sound = new PercolatorCommands();

  @Override
  public WriteCommand<Prewrite.Response> prewrite(Prewrite.Request request) {
    return sound.prewrite(request);
  }

  @Override
  public WriteCommand<Commit.Response> commit(Commit.Request request) {
    return sound.commit(request);
  }

  @Override
  public WriteCommand<CheckTxnStatus.Response> checkTxnStatus(CheckTxnStatus.Request request) {
    return sound.checkTxnStatus(request);
  }

  @Override
  public WriteCommand<CheckSecondaryLocks.Response> checkSecondaryLocks(
      CheckSecondaryLocks.Request request) {
    return sound.checkSecondaryLocks(request);
  }

  @Override
  public WriteCommand<Outcome> batchRollback(BatchRollback.Request request) {
    return sound.batchRollback(request);
  }

  @Override
  public WriteCommand<Cleanup.Response> cleanup(Cleanup.Request request) {
    return sound.cleanup(request);
  }

  @Override
  public WriteCommand<TxnHeartBeat.Response> heartBeat(TxnHeartBeat.Request request) {
    return sound.heartBeat(request);
  }

  @Override
  public WriteCommand<Outcome> resolveLocks(ResolveLocks.Request request) {
    return sound.resolveLocks(request);
  }

  @Override
  public WriteCommand<Outcome> pessimisticRollback(PessimisticRollback.Request request) {
    return sound.pessimisticRollback(request);
  }

  @Override
  public ReadCommand<FindLocks.Response> findLocks(FindLocks.Request request) {
    return sound.findLocks(request);
  }

  @Override
  public ReadCommand<Get.Response> get(Get.Request request) {
    return sound.get(request);
  }

  @Override
  public ReadCommand<BatchGet.Response> batchGet(BatchGet.Request request) {
    return sound.batchGet(request);
  }

  @Override
  public ReadCommand<Scan.Response> scan(Scan.Request request) {
    return sound.scan(request);
  }

  @Override
  public ReadCommand<ScanLock.Response> scanLock(ScanLock.Request request) {
    return sound.scanLock(request);
  }
}
