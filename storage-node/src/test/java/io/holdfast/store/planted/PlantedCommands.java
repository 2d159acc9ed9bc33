package io.holdfast.store.planted;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.mvcc.Write;
import io.holdfast.store.txn.command.BatchGet;
import io.holdfast.store.txn.command.BatchRollback;
import io.holdfast.store.txn.command.CheckSecondaryLocks;
import io.holdfast.store.txn.command.CheckTxnStatus;
import io.holdfast.store.txn.command.Cleanup;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.Prewrite;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.ResolveLocks;
import io.holdfast.store.txn.command.Scan;
import io.holdfast.store.txn.command.TxnCommands;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.List;
import java.util.function.UnaryOperator;

/** One factory method per bug. */
public final class PlantedCommands {
  private PlantedCommands() {}

  /** Prewrite does not look for newer commits: lost updates. */
  public static TxnCommands noConflictCheck() {
    return new ForwardingCommands() {
      @Override
      public WriteCommand<Prewrite.Response> prewrite(Prewrite.Request r) {
        return super.prewrite(
            new Prewrite.Request(
                r.mutations(),
                r.primary(),
                r.startTs(),
                r.lockTtlMillis(),
                r.txnSize(),
                r.minCommitTs(),
                true));
      }
    };
  }

  /** A rollback leaves no record: a prewrite that arrives late locks the key after all. */
  public static TxnCommands noRollbackRecord() {
    return new ForwardingCommands() {
      @Override
      public WriteCommand<CheckTxnStatus.Response> checkTxnStatus(CheckTxnStatus.Request request) {
        return withoutRollbackRecords(super.checkTxnStatus(request));
      }

      @Override
      public WriteCommand<CheckSecondaryLocks.Response> checkSecondaryLocks(
          CheckSecondaryLocks.Request request) {
        return withoutRollbackRecords(super.checkSecondaryLocks(request));
      }

      @Override
      public WriteCommand<Outcome> batchRollback(BatchRollback.Request request) {
        return withoutRollbackRecords(super.batchRollback(request));
      }

      @Override
      public WriteCommand<Cleanup.Response> cleanup(Cleanup.Request request) {
        return withoutRollbackRecords(super.cleanup(request));
      }

      @Override
      public WriteCommand<Outcome> resolveLocks(ResolveLocks.Request request) {
        return withoutRollbackRecords(super.resolveLocks(request));
      }
    };
  }

  /** Resolving a committed transaction rolls its locks back: half of it is lost. */
  public static TxnCommands resolveIgnoresCommit() {
    return new ForwardingCommands() {
      @Override
      public WriteCommand<Outcome> resolveLocks(ResolveLocks.Request request) {
        return super.resolveLocks(
            new ResolveLocks.Request(
                request.resolutions().stream()
                    .map(r -> new ResolveLocks.Resolution(r.key(), r.startTs(), 0))
                    .toList()));
      }
    };
  }

  /** A repeated prewrite is applied again, also over its own commit or rollback. */
  public static TxnCommands duplicatePrewriteApplied() {
    return new ForwardingCommands() {
      @Override
      public WriteCommand<Prewrite.Response> prewrite(Prewrite.Request request) {
        long startTs = request.startTs();
        return seeing(
            super.prewrite(request),
            real ->
                new HidingReader(
                    real,
                    lock -> Lock.decode(lock).startTs() == startTs,
                    record -> Write.decode(record).startTs() == startTs));
      }
    };
  }

  /** Reads look past locks: they miss transactions that commit below them. */
  public static TxnCommands readsIgnoreLocks() {
    return new ForwardingCommands() {
      @Override
      public ReadCommand<Get.Response> get(Get.Request request) {
        return super.get(new Get.Request(request.key(), blind(request.view())));
      }

      @Override
      public ReadCommand<BatchGet.Response> batchGet(BatchGet.Request request) {
        return super.batchGet(
            new BatchGet.Request(request.keys(), blind(request.view()), request.page()));
      }

      @Override
      public ReadCommand<Scan.Response> scan(Scan.Request r) {
        return super.scan(
            new Scan.Request(
                r.start(),
                r.end(),
                r.limit(),
                r.keyOnly(),
                r.reverse(),
                blind(r.view()),
                r.page()));
      }
    };
  }

  private static ReadView blind(ReadView view) {
    return new ReadView(view.ts(), ReadView.Isolation.READ_COMMITTED, List.of(), List.of());
  }

  private static boolean isRollbackRecord(Modification modification) {
    return modification instanceof Modification.Put put
        && put.family() == Family.WRITE
        && Write.decode(put.value()).type() == Write.Type.ROLLBACK;
  }

  private static <R> WriteCommand<R> withoutRollbackRecords(WriteCommand<R> sound) {
    return new WriteCommand<>() {
      @Override
      public List<Bytes> keys() {
        return sound.keys();
      }

      @Override
      public CommandResult<R> process(EngineReader snapshot, KeyRange region) {
        CommandResult<R> result = sound.process(snapshot, region);
        List<Modification> kept =
            result.writes().stream().filter(w -> !isRollbackRecord(w)).toList();
        return new CommandResult<>(kept, result.response(), false);
      }
    };
  }

  private static <R> WriteCommand<R> seeing(
      WriteCommand<R> sound, UnaryOperator<EngineReader> glasses) {
    return new WriteCommand<>() {
      @Override
      public List<Bytes> keys() {
        return sound.keys();
      }

      @Override
      public CommandResult<R> process(EngineReader snapshot, KeyRange region) {
        return sound.process(glasses.apply(snapshot), region);
      }
    };
  }
}
