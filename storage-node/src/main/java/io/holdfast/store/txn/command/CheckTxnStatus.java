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
 * Asks the primary what became of a transaction whose lock is in somebody's way, and decides it if
 * its time is over: rolls back an expired lock, bars a transaction that has not arrived, or pushes
 * a living one above the caller's timestamp so that the caller may read past its locks.
 */
public final class CheckTxnStatus implements WriteCommand<CheckTxnStatus.Response> {
  /**
   * The request.
   *
   * @param callerStartTs the reader to be let pass; 0 or the greatest timestamp push nothing
   * @param currentTs measures the lock's life
   * @param rollbackIfNotExist bars a transaction of which nothing is here
   * @param resolvingPessimisticLock the lock met was a pessimistic one: no rollback records
   */
  public record Request(
      Bytes primary,
      long lockTs,
      long callerStartTs,
      long currentTs,
      boolean rollbackIfNotExist,
      boolean resolvingPessimisticLock) {}

  /** What the command did. */
  public enum Action {
    NO_ACTION,
    TTL_EXPIRE_ROLLBACK,
    LOCK_NOT_EXIST_ROLLBACK,
    MIN_COMMIT_TS_PUSHED,
    TTL_EXPIRE_PESSIMISTIC_ROLLBACK,
    LOCK_NOT_EXIST_DO_NOTHING
  }

  /**
   * The state of the transaction: alive ({@code lockTtlMillis > 0} or a lock), committed ({@code
   * commitTs > 0}), or rolled back (both 0 and no error).
   */
  public record Response(
      long lockTtlMillis,
      long commitTs,
      Action action,
      @Nullable KeyLock lock,
      @Nullable TxnError error) {
    static Response rolledBack(Action action) {
      return new Response(0, 0, action, null, null);
    }

    static Response failed(TxnError error) {
      return new Response(0, 0, Action.NO_ACTION, null, error);
    }
  }

  private final Request request;
  private final Bytes encoded;

  /** A command for the region of the primary. */
  public CheckTxnStatus(Request request) {
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
      MvccTxn txn = new MvccTxn(reader);
      Lock lock = reader.lock(encoded);
      Response response =
          lock != null && lock.startTs() == request.lockTs()
              ? decideLock(lock, txn)
              : decideAbsent(reader.ownRecord(encoded, request.lockTs()), txn);
      // Without writes: a fate, which is final, or a lock that the caller will ask about again.
      return new CommandResult<>(txn.modifications(), response, false);
    }
  }

  private Response decideLock(Lock lock, MvccTxn txn) {
    KeyLock held = new KeyLock(request.primary(), lock);
    if (!lock.primary().equals(request.primary())) {
      // A secondary neither decides nor may be pushed apart from its primary.
      return Response.failed(new TxnError.PrimaryMismatch(held));
    }
    if (lock.expiredAt(request.currentTs())) {
      return expire(lock, txn);
    }
    long caller = request.callerStartTs();
    boolean pushable = lock.minCommitTs() != 0 && caller != 0 && caller != MvccKeys.TS_MAX;
    if (!pushable) {
      return new Response(lock.ttlMillis(), 0, Action.NO_ACTION, held, null);
    }
    Lock pushed = lock;
    if (MvccKeys.compare(caller, lock.minCommitTs()) >= 0) {
      pushed = lock.withMinCommitTs(MvccKeys.max(caller + 1, request.currentTs()));
      txn.putLock(encoded, pushed);
    }
    return new Response(
        lock.ttlMillis(),
        0,
        Action.MIN_COMMIT_TS_PUSHED,
        new KeyLock(request.primary(), pushed),
        null);
  }

  private Response expire(Lock lock, MvccTxn txn) {
    if (lock.type() == Lock.Type.PESSIMISTIC && request.resolvingPessimisticLock()) {
      txn.deleteLock(encoded);
      return Response.rolledBack(Action.TTL_EXPIRE_PESSIMISTIC_ROLLBACK);
    }
    txn.rollback(encoded, lock);
    return Response.rolledBack(Action.TTL_EXPIRE_ROLLBACK);
  }

  private Response decideAbsent(OwnRecord own, MvccTxn txn) {
    if (own.isCommitted()) {
      return new Response(0, own.commitTs(), Action.NO_ACTION, null, null);
    }
    if (own.isRolledBack()) {
      return Response.rolledBack(Action.NO_ACTION);
    }
    if (!request.rollbackIfNotExist()) {
      return Response.failed(new TxnError.TxnNotFound(request.lockTs(), request.primary()));
    }
    if (request.resolvingPessimisticLock()) {
      return Response.rolledBack(Action.LOCK_NOT_EXIST_DO_NOTHING);
    }
    txn.markRolledBack(encoded, request.lockTs());
    return Response.rolledBack(Action.LOCK_NOT_EXIST_ROLLBACK);
  }
}
