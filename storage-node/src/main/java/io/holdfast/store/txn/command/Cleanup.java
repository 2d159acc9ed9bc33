package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccTxn;
import io.holdfast.store.mvcc.OwnRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rolls back one key unless its lock is still alive: the older way to resolve a primary. A current
 * timestamp of 0 rolls back whatever the age.
 */
public final class Cleanup implements WriteCommand<Cleanup.Response> {
  /** The request. */
  public record Request(Bytes key, long startTs, long currentTs) {}

  /** Rolled back, or committed at {@code commitTs}, or locked. */
  public record Response(long commitTs, @Nullable TxnError error) {}

  private final Request request;
  private final Bytes encoded;

  /** A command for one region. */
  public Cleanup(Request request) {
    this.request = request;
    this.encoded = MvccKeys.encode(request.key());
  }

  @Override
  public List<Bytes> keys() {
    return List.of(encoded);
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      MvccTxn txn = new MvccTxn(reader);
      Lock lock = reader.lock(encoded);
      if (lock != null && lock.startTs() == request.startTs()) {
        if (request.currentTs() != 0 && !lock.expiredAt(request.currentTs())) {
          TxnError alive = new TxnError.Locked(new KeyLock(request.key(), lock));
          return CommandResult.answer(new Response(0, alive));
        }
        txn.rollback(encoded, lock);
      } else {
        OwnRecord own = reader.ownRecord(encoded, request.startTs());
        if (own.isCommitted()) {
          return CommandResult.answer(new Response(own.commitTs(), null));
        }
        if (!own.isRolledBack()) {
          txn.markRolledBack(encoded, request.startTs());
        }
      }
      return new CommandResult<>(txn.modifications(), new Response(0, null), false);
    }
  }
}
