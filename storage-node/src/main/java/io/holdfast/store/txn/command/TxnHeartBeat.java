package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import io.holdfast.store.mvcc.MvccTxn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lengthens the life of a primary lock; never shortens it. */
public final class TxnHeartBeat implements WriteCommand<TxnHeartBeat.Response> {
  /** The request. */
  public record Request(Bytes primary, long startTs, long adviseTtlMillis) {}

  /** The lock's life now, or that it is gone. */
  public record Response(long lockTtlMillis, @Nullable TxnError error) {}

  private final Request request;
  private final Bytes encoded;

  /** A command for the region of the primary. */
  public TxnHeartBeat(Request request) {
    this.request = request;
    this.encoded = MvccKeys.encode(request.primary());
  }

  @Override
  public List<Bytes> keys() {
    return List.of(encoded);
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      Lock lock = reader.lock(encoded);
      if (lock == null || lock.startTs() != request.startTs()) {
        TxnError gone = new TxnError.LockNotFound(request.startTs(), request.primary());
        // A read: a deposed leader that never saw the lock would end the beats of a living one.
        return new CommandResult<>(List.of(), new Response(0, gone), true);
      }
      if (request.adviseTtlMillis() <= lock.ttlMillis()) {
        return CommandResult.answer(new Response(lock.ttlMillis(), null));
      }
      MvccTxn txn = new MvccTxn(reader);
      txn.putLock(encoded, lock.withTtlMillis(request.adviseTtlMillis()));
      return CommandResult.of(txn.modifications(), new Response(request.adviseTtlMillis(), null));
    }
  }
}
