package io.holdfast.client.fake;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Action;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Percolator over maps. */
public final class FakeMvcc {
  record Lock(
      Bytes primary,
      long startTs,
      long ttlMillis,
      long txnSize,
      long minCommitTs,
      Op op,
      Bytes value) {
    LockInfo info(Bytes key) {
      return LockInfo.newBuilder()
          .setKey(ProtoBytes.toWire(key))
          .setPrimaryLock(ProtoBytes.toWire(primary))
          .setLockVersion(startTs)
          .setLockTtl(ttlMillis)
          .setTxnSize(txnSize)
          .setMinCommitTs(minCommitTs)
          .setLockType(op)
          .build();
    }
  }

  record Write(long startTs, Op op, Bytes value) {}

  final TreeMap<Bytes, Lock> locks = new TreeMap<>();
  private int beatsUnseen;
  private final TreeMap<Bytes, TreeMap<Long, Write>> writes = new TreeMap<>();
  private final TreeMap<Bytes, TreeSet<Long>> rollbacks = new TreeMap<>();
  private final TreeSet<Bytes> keys = new TreeSet<>();

  /** Locks that are held. */
  public int lockCount() {
    return locks.size();
  }

  private NavigableMap<Long, Write> writesOf(Bytes key) {
    return writes.computeIfAbsent(key, k -> new TreeMap<>());
  }

  private boolean rolledBack(Bytes key, long startTs) {
    return rollbacks.getOrDefault(key, new TreeSet<>()).contains(startTs);
  }

  private @Nullable Long commitTsOf(Bytes key, long startTs) {
    for (Map.Entry<Long, Write> write : writesOf(key).entrySet()) {
      if (write.getValue().startTs() == startTs) {
        return write.getKey();
      }
    }
    return null;
  }

  /** The lock in the way of a reader. */
  @Nullable KeyError lockedFor(Bytes key, long ts, List<Long> passable) {
    Lock lock = locks.get(key);
    return lock == null
            || lock.startTs() > ts
            || lock.op() == Op.Lock
            || passable.contains(lock.startTs())
        ? null
        : KeyError.newBuilder().setLocked(lock.info(key)).build();
  }

  @Nullable Bytes read(Bytes key, long ts) {
    for (Write write : writesOf(key).headMap(ts, true).descendingMap().values()) {
      if (write.op() == Op.Put) {
        return write.value();
      }
      if (write.op() == Op.Del) {
        return null;
      }
    }
    return null;
  }

  /** Keys of a range that were ever written or locked. */
  Iterable<Bytes> keys(Bytes start, Bytes end, boolean reverse) {
    var part = end.isEmpty() ? keys.tailSet(start, true) : keys.subSet(start, true, end, false);
    return List.copyOf(reverse ? part.descendingSet() : part);
  }

  @Nullable KeyError prewrite(Mutation mutation, PrewriteRequest request) {
    Bytes key = ProtoBytes.fromWire(mutation.getKey());
    long startTs = request.getStartVersion();
    keys.add(key);
    Lock lock = locks.get(key);
    if (lock != null) {
      return lock.startTs() == startTs
          ? null
          : KeyError.newBuilder().setLocked(lock.info(key)).build();
    }
    if (commitTsOf(key, startTs) != null) {
      return null;
    }
    TreeMap<Long, Write> newer = new TreeMap<>(writesOf(key).tailMap(startTs, true));
    if (!newer.isEmpty() || rolledBack(key, startTs)) {
      KeyError.Builder error = KeyError.newBuilder().setRetryable("write conflict");
      error
          .getConflictBuilder()
          .setStartTs(startTs)
          .setConflictCommitTs(newer.isEmpty() ? startTs : newer.lastKey())
          .setKey(mutation.getKey());
      return error.build();
    }
    boolean absent = mutation.getOp() == Op.Insert || mutation.getOp() == Op.CheckNotExists;
    if (absent && read(key, startTs) != null) {
      KeyError.Builder error = KeyError.newBuilder();
      error.getAlreadyExistBuilder().setKey(mutation.getKey());
      return error.build();
    }
    if (mutation.getOp() != Op.CheckNotExists) {
      Op op = mutation.getOp() == Op.Insert ? Op.Put : mutation.getOp();
      locks.put(
          key,
          new Lock(
              ProtoBytes.fromWire(request.getPrimaryLock()),
              startTs,
              request.getLockTtl(),
              request.getTxnSize(),
              request.getMinCommitTs(),
              op,
              ProtoBytes.fromWire(mutation.getValue())));
    }
    return null;
  }

  @Nullable KeyError commit(Bytes key, long startTs, long commitTs) {
    Lock lock = locks.get(key);
    if (lock == null || lock.startTs() != startTs) {
      return commitTsOf(key, startTs) != null
          ? null
          : KeyError.newBuilder().setRetryable("lock not found").build();
    }
    if (lock.minCommitTs() > commitTs) {
      KeyError.Builder error = KeyError.newBuilder();
      error
          .getCommitTsExpiredBuilder()
          .setStartTs(startTs)
          .setAttemptedCommitTs(commitTs)
          .setMinCommitTs(lock.minCommitTs());
      return error.build();
    }
    locks.remove(key);
    writesOf(key).put(commitTs, new Write(startTs, lock.op(), lock.value()));
    return null;
  }

  void rollback(Bytes key, long startTs) {
    keys.add(key);
    Lock lock = locks.get(key);
    if (lock != null && lock.startTs() == startTs) {
      locks.remove(key);
    }
    if (commitTsOf(key, startTs) == null) {
      rollbacks.computeIfAbsent(key, k -> new TreeSet<>()).add(startTs);
    }
  }

  CheckTxnStatusResponse check(CheckTxnStatusRequest request) {
    Bytes key = ProtoBytes.fromWire(request.getPrimaryKey());
    long startTs = request.getLockTs();
    CheckTxnStatusResponse.Builder answer = CheckTxnStatusResponse.newBuilder();
    Lock lock = locks.get(key);
    if (lock != null && lock.startTs() == startTs) {
      long diesAt = Timestamp.physicalMillis(startTs) + lock.ttlMillis();
      if (Timestamp.physicalMillis(request.getCurrentTs()) >= diesAt) {
        rollback(key, startTs);
        return answer.setAction(Action.TTLExpireRollback).build();
      }
      if (request.getCallerStartTs() >= lock.minCommitTs()) {
        locks.put(
            key,
            new Lock(
                lock.primary(),
                startTs,
                lock.ttlMillis(),
                lock.txnSize(),
                Math.max(request.getCallerStartTs() + 1, request.getCurrentTs()),
                lock.op(),
                lock.value()));
        answer.setAction(Action.MinCommitTSPushed);
      } else if (request.getCallerStartTs() != 0) {
        answer.setAction(Action.MinCommitTSPushed);
      }
      return answer.setLockTtl(lock.ttlMillis()).build();
    }
    Long commitTs = commitTsOf(key, startTs);
    if (commitTs != null) {
      return answer.setCommitVersion(commitTs).build();
    }
    if (rolledBack(key, startTs)) {
      return answer.build();
    }
    if (!request.getRollbackIfNotExist()) {
      answer.getErrorBuilder().getTxnNotFoundBuilder().setStartTs(startTs);
      return answer.build();
    }
    rollback(key, startTs);
    return answer.setAction(Action.LockNotExistRollback).build();
  }

  /** The next heart-beats are answered as if the lock had never come. */
  public void hideLockFromBeats(int beats) {
    beatsUnseen = beats;
  }

  @Nullable String heartbeat(Bytes key, long startTs, long ttlMillis) {
    Lock lock = locks.get(key);
    if (lock == null || lock.startTs() != startTs || beatsUnseen-- > 0) {
      return "no lock";
    }
    locks.put(
        key,
        new Lock(
            lock.primary(),
            startTs,
            Math.max(lock.ttlMillis(), ttlMillis),
            lock.txnSize(),
            lock.minCommitTs(),
            lock.op(),
            lock.value()));
    return null;
  }
}
