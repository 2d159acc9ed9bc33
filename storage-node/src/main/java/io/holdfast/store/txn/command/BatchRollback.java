package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccTxn;
import io.holdfast.store.mvcc.OwnRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls a transaction back at the keys given, locked or not: a key without its lock gets a rollback
 * record, so that a prewrite still on its way fails. Refused when one of them is committed.
 */
public final class BatchRollback implements WriteCommand<Outcome> {
  /** The request. */
  public record Request(List<Bytes> keys, long startTs) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public BatchRollback(Request request) {
    this.request = request;
    this.keys = request.keys().stream().map(MvccKeys::encode).toList();
  }

  @Override
  public List<Bytes> keys() {
    return keys;
  }

  @Override
  public CommandResult<Outcome> process(EngineReader snapshot, KeyRange region) {
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      MvccTxn txn = new MvccTxn(reader);
      for (int i = 0; i < keys.size(); i++) {
        TxnError error = rollback(keys.get(i), request.keys().get(i), reader, txn);
        if (error != null) {
          return CommandResult.answer(new Outcome(error));
        }
      }
      // Without writes every key has its rollback record, which stays true.
      return new CommandResult<>(txn.modifications(), Outcome.DONE, false);
    }
  }

  private @Nullable TxnError rollback(Bytes encoded, Bytes key, MvccReader reader, MvccTxn txn) {
    Lock lock = reader.lock(encoded);
    if (lock != null && lock.startTs() == request.startTs()) {
      txn.rollback(encoded, lock);
      return null;
    }
    OwnRecord own = reader.ownRecord(encoded, request.startTs());
    if (own.isCommitted()) {
      return new TxnError.AlreadyCommitted(request.startTs(), own.commitTs(), key);
    }
    if (!own.isRolledBack()) {
      txn.markRolledBack(encoded, request.startTs());
    }
    return null;
  }
}
