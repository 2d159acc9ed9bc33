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
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at secondaries of a transaction: all locked, or committed, or barred. A secondary of which
 * nothing is here gets a rollback record, after which the transaction cannot commit.
 */
public final class CheckSecondaryLocks implements WriteCommand<CheckSecondaryLocks.Response> {
  /** The request. */
  public record Request(List<Bytes> keys, long startTs) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  /** All locks; or none and the commit timestamp; or none and 0 for a rollback. */
  public record Response(List<KeyLock> locks, long commitTs) {
    /** Copies. */
    public Response {
      locks = List.copyOf(locks);
    }
  }

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public CheckSecondaryLocks(Request request) {
    this.request = request;
    this.keys = request.keys().stream().map(MvccKeys::encode).toList();
  }

  @Override
  public List<Bytes> keys() {
    return keys;
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      MvccTxn txn = new MvccTxn(reader);
      List<KeyLock> locks = new ArrayList<>();
      boolean rolledBack = false;
      for (int i = 0; i < keys.size(); i++) {
        Bytes encoded = keys.get(i);
        Lock lock = reader.lock(encoded);
        if (lock != null && lock.startTs() == request.startTs()) {
          if (lock.type() == Lock.Type.PESSIMISTIC) {
            txn.rollback(encoded, lock);
            rolledBack = true;
          } else {
            locks.add(new KeyLock(request.keys().get(i), lock));
          }
          continue;
        }
        OwnRecord own = reader.ownRecord(encoded, request.startTs());
        if (own.isCommitted()) {
          return CommandResult.answer(new Response(List.of(), own.commitTs()));
        }
        if (!own.isRolledBack()) {
          txn.markRolledBack(encoded, request.startTs());
        }
        rolledBack = true;
      }
      List<KeyLock> answer = rolledBack ? List.of() : locks;
      return CommandResult.of(txn.modifications(), new Response(answer, 0));
    }
  }
}
