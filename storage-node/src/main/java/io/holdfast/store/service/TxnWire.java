package io.holdfast.store.service;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Action;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.IsolationLevel;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.WriteConflict;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.txn.command.CheckTxnStatus;
import io.holdfast.store.txn.command.Mutation;
import io.holdfast.store.txn.command.ReadPair;
import io.holdfast.store.txn.command.TxnError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes of transactions on the wire. */
final class TxnWire {
  private TxnWire() {}

  static ReadView view(Context context, long version) {
    return new ReadView(
        version,
        context.getIsolationLevel() == IsolationLevel.RC
            ? ReadView.Isolation.READ_COMMITTED
            : ReadView.Isolation.SNAPSHOT,
        context.getResolvedLocksList(),
        context.getCommittedLocksList());
  }

  /** Null for what this version does not do. */
  static @Nullable Mutation mutation(io.holdfast.protocol.wire.kvrpcpb.Mutation wire) {
    Mutation.Op op =
        switch (wire.getOp()) {
          case Put -> Mutation.Op.PUT;
          case Del -> Mutation.Op.DELETE;
          case Lock -> Mutation.Op.LOCK;
          case Insert -> Mutation.Op.INSERT;
          case CheckNotExists -> Mutation.Op.CHECK_NOT_EXISTS;
          case Rollback, PessimisticLock, UNRECOGNIZED -> null;
        };
    return op == null
        ? null
        : new Mutation(
            op,
            ProtoBytes.fromWire(wire.getKey()),
            ProtoBytes.fromWire(wire.getValue()),
            wire.getUnchangedSince());
  }

  static LockInfo lockInfo(KeyLock keyLock) {
    Lock lock = keyLock.lock();
    return LockInfo.newBuilder()
        .setKey(ProtoBytes.toWire(keyLock.key()))
        .setPrimaryLock(ProtoBytes.toWire(lock.primary()))
        .setLockVersion(lock.startTs())
        .setLockTtl(lock.ttlMillis())
        .setTxnSize(lock.txnSize())
        .setLockType(op(lock.type()))
        .setLockForUpdateTs(lock.forUpdateTs())
        .setMinCommitTs(lock.minCommitTs())
        .build();
  }

  static Op op(Lock.Type type) {
    return switch (type) {
      case PUT -> Op.Put;
      case DELETE -> Op.Del;
      case LOCK -> Op.Lock;
      case PESSIMISTIC -> Op.PessimisticLock;
    };
  }

  static Action action(CheckTxnStatus.Action action) {
    return switch (action) {
      case NO_ACTION -> Action.NoAction;
      case TTL_EXPIRE_ROLLBACK -> Action.TTLExpireRollback;
      case LOCK_NOT_EXIST_ROLLBACK -> Action.LockNotExistRollback;
      case MIN_COMMIT_TS_PUSHED -> Action.MinCommitTSPushed;
      case TTL_EXPIRE_PESSIMISTIC_ROLLBACK -> Action.TTLExpirePessimisticRollback;
      case LOCK_NOT_EXIST_DO_NOTHING -> Action.LockNotExistDoNothing;
    };
  }

  static KeyError abort(String text) {
    return KeyError.newBuilder().setAbort(text).build();
  }

  static KeyError error(TxnError error) {
    KeyError.Builder wire = KeyError.newBuilder();
    switch (error.kind()) {
      case LOCKED -> wire.setLocked(lockInfo(((TxnError.Locked) error).lock()));
      case WRITE_CONFLICT -> conflict(wire, (TxnError.WriteConflict) error);
      case ALREADY_EXISTS ->
          wire.getAlreadyExistBuilder()
              .setKey(ProtoBytes.toWire(((TxnError.AlreadyExists) error).key()));
      case COMMIT_TS_EXPIRED -> {
        TxnError.CommitTsExpired e = (TxnError.CommitTsExpired) error;
        wire.getCommitTsExpiredBuilder()
            .setStartTs(e.startTs())
            .setAttemptedCommitTs(e.attemptedCommitTs())
            .setKey(ProtoBytes.toWire(e.key()))
            .setMinCommitTs(e.minCommitTs());
      }
      case TXN_NOT_FOUND -> {
        TxnError.TxnNotFound e = (TxnError.TxnNotFound) error;
        wire.getTxnNotFoundBuilder()
            .setStartTs(e.startTs())
            .setPrimaryKey(ProtoBytes.toWire(e.primary()));
      }
      case LOCK_NOT_FOUND -> {
        TxnError.LockNotFound e = (TxnError.LockNotFound) error;
        wire.setRetryable("lock of transaction " + Long.toUnsignedString(e.startTs()) + " is gone");
        wire.getTxnLockNotFoundBuilder().setKey(ProtoBytes.toWire(e.key()));
      }
      case ALREADY_COMMITTED -> {
        TxnError.AlreadyCommitted e = (TxnError.AlreadyCommitted) error;
        wire.setAbort("transaction is committed already at " + Long.toUnsignedString(e.commitTs()));
      }
      case PRIMARY_MISMATCH ->
          wire.getPrimaryMismatchBuilder()
              .setLockInfo(lockInfo(((TxnError.PrimaryMismatch) error).lock()));
      case INVALID -> wire.setAbort(((TxnError.Invalid) error).message());
    }
    return wire.build();
  }

  /** Older clients act on {@code retryable}, newer ones on {@code conflict}: both are set. */
  private static void conflict(KeyError.Builder wire, TxnError.WriteConflict e) {
    wire.setRetryable("write conflict on a key, committed by another transaction");
    wire.getConflictBuilder()
        .setStartTs(e.startTs())
        .setConflictTs(e.conflictStartTs())
        .setConflictCommitTs(e.conflictCommitTs())
        .setKey(ProtoBytes.toWire(e.key()))
        .setPrimary(ProtoBytes.toWire(e.primary()))
        .setReason(
            e.selfRolledBack()
                ? WriteConflict.Reason.SelfRolledBack
                : WriteConflict.Reason.Optimistic);
  }

  static List<KvPair> pairs(List<ReadPair> pairs) {
    List<KvPair> wire = new ArrayList<>(pairs.size());
    for (ReadPair pair : pairs) {
      KvPair.Builder out = KvPair.newBuilder().setKey(ProtoBytes.toWire(pair.key()));
      TxnError error = pair.error();
      if (error != null) {
        out.setError(error(error));
      } else if (pair.value() != null) {
        out.setValue(ProtoBytes.toWire(pair.value()));
      }
      wire.add(out.build());
    }
    return wire;
  }
}
