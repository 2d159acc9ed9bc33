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
 * Carries the fate of decided transactions to their locks (TXN-1). A lock that is gone meanwhile
 * was resolved by somebody else, so its absence is no error; no record is left for it.
 */
public final class ResolveLocks implements WriteCommand<Outcome> {
  /** One lock and its fate: the commit timestamp, or 0 for a rollback. */
  public record Resolution(Bytes key, long startTs, long commitTs) {}

  /** The request: explicit keys, also of a whole region after {@link FindLocks} found them. */
  public record Request(List<Resolution> resolutions) {
    /** Copies. */
    public Request {
      resolutions = List.copyOf(resolutions);
    }

    /** All {@code keys} belong to one transaction. */
    public static Request of(List<Bytes> keys, long startTs, long commitTs) {
      return new Request(keys.stream().map(key -> new Resolution(key, startTs, commitTs)).toList());
    }
  }

  private final Request request;
  private final List<Bytes> keys;

  /** A command for one region. */
  public ResolveLocks(Request request) {
    this.request = request;
    this.keys = request.resolutions().stream().map(r -> MvccKeys.encode(r.key())).toList();
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
        resolve(keys.get(i), request.resolutions().get(i), reader, txn);
      }
      return CommandResult.of(txn.modifications(), Outcome.DONE);
    }
  }

  private static void resolve(Bytes encoded, Resolution fate, MvccReader reader, MvccTxn txn) {
    Lock lock = reader.lock(encoded);
    if (lock == null || lock.startTs() != fate.startTs()) {
      return;
    }
    if (lock.type() == Lock.Type.PESSIMISTIC) {
      txn.deleteLock(encoded); // Locked but never prewritten: there is nothing to commit.
    } else if (fate.commitTs() == 0) {
      txn.rollback(encoded, lock);
    } else {
      txn.commit(encoded, lock, fate.commitTs());
    }
  }
}
