package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccTxn;
import java.util.List;

/**
 * Drops pessimistic locks of a transaction, leaving no record: it may lock the keys again. Always
 * succeeds; what is not a pessimistic lock of it stays.
 */
public final class PessimisticRollback implements WriteCommand<Outcome> {
  /** The request. */
  public record Request(List<Bytes> keys, long startTs, long forUpdateTs) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public PessimisticRollback(Request request) {
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
      for (Bytes encoded : keys) {
        Lock lock = reader.lock(encoded);
        if (lock != null
            && lock.type() == Lock.Type.PESSIMISTIC
            && lock.startTs() == request.startTs()
            && MvccKeys.compare(lock.forUpdateTs(), request.forUpdateTs()) <= 0) {
          txn.deleteLock(encoded);
        }
      }
      return new CommandResult<>(txn.modifications(), Outcome.DONE, false);
    }
  }
}
