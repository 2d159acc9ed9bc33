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

/**
 * Second phase: turns the locks of a transaction into records at its commit timestamp, all of the
 * request or none. A key that is committed already counts as done.
 */
public final class Commit implements WriteCommand<Commit.Response> {
  /** The request. */
  public record Request(List<Bytes> keys, long startTs, long commitTs) {
    /** Copies. */
    public Request {
      keys = List.copyOf(keys);
    }
  }

  /** The timestamp of the commit, or why there is none. */
  public record Response(long commitTs, @Nullable TxnError error) {}

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public Commit(Request request) {
    this.request = request;
    this.keys = request.keys().stream().map(MvccKeys::encode).toList();
  }

  @Override
  public List<Bytes> keys() {
    return keys;
  }

  @Override
  public CommandResult<Response> process(EngineReader snapshot, KeyRange region) {
    if (!MvccKeys.after(request.commitTs(), request.startTs())) {
      return refused(new TxnError.Invalid("commit_ts is not above start_ts")); // Rule V3.
    }
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      MvccTxn txn = new MvccTxn(reader);
      for (int i = 0; i < keys.size(); i++) {
        TxnError error = commit(keys.get(i), request.keys().get(i), reader, txn);
        if (error != null) {
          return refused(error);
        }
      }
      // Without writes every key has its commit record, which stays true.
      return new CommandResult<>(
          txn.modifications(), new Response(request.commitTs(), null), false);
    }
  }

  private static CommandResult<Response> refused(TxnError error) {
    return CommandResult.answer(new Response(0, error));
  }

  private @Nullable TxnError commit(Bytes encoded, Bytes key, MvccReader reader, MvccTxn txn) {
    Lock lock = reader.lock(encoded);
    if (lock == null || lock.startTs() != request.startTs()) {
      return reader.ownRecord(encoded, request.startTs()).isCommitted()
          ? null
          : new TxnError.LockNotFound(request.startTs(), key);
    }
    if (lock.type() == Lock.Type.PESSIMISTIC) {
      return new TxnError.LockNotFound(request.startTs(), key); // Never prewritten.
    }
    if (MvccKeys.after(lock.minCommitTs(), request.commitTs())) {
      return new TxnError.CommitTsExpired(
          request.startTs(), request.commitTs(), key, lock.minCommitTs());
    }
    txn.commit(encoded, lock, request.commitTs());
    return null;
  }
}
