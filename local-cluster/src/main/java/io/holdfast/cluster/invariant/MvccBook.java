package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.Family;
import io.holdfast.protocol.wire.internal.Modification;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.Write;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All locks, and how every transaction ended, as the committed writes of all regions tell. A
 * transaction has one fate on all its keys (TXN-1), nobody overwrites what it has not seen (TXN-3),
 * and a promise to a reader about the commit timestamp is kept (TXN-5).
 */
final class MvccBook {
  private record Version(long startTs, long commitTs) {}

  private final Map<Bytes, Lock> locks = new TreeMap<>();
  private final Map<Bytes, Version> newest = new TreeMap<>();
  private final Map<Long, Bytes> primaries = new TreeMap<>(); // By start timestamp.
  private final Map<Long, Long> commits = new TreeMap<>();
  private final Set<Long> rollbacks = new TreeSet<>();

  /** A command that had its effect, each once, in the order of its region's log. */
  void effect(RaftCommand command) {
    Map<Bytes, Lock> released = new TreeMap<>();
    for (Modification each : command.getWrite().getModificationsList()) {
      if (each.getFamily() == Family.LOCK) {
        lock(each, released);
      }
    }
    for (Modification each : command.getWrite().getModificationsList()) {
      if (each.getFamily() == Family.WRITE && each.getOp() == Modification.Op.PUT) {
        record(
            ProtoBytes.fromWire(each.getKey()),
            Write.decode(ProtoBytes.fromWire(each.getValue())),
            released);
      }
    }
  }

  private void lock(Modification change, Map<Bytes, Lock> released) {
    Bytes key = ProtoBytes.fromWire(change.getKey());
    if (change.getOp() == Modification.Op.DELETE) {
      Lock gone = locks.remove(key);
      if (gone != null) {
        released.put(key, gone);
      }
    } else if (change.getOp() == Modification.Op.PUT) {
      Lock lock = Lock.decode(ProtoBytes.fromWire(change.getValue()));
      Bytes primary = primaries.putIfAbsent(lock.startTs(), lock.primary());
      if (primary != null && !primary.equals(lock.primary())) {
        throw broken("T2 two transactions of one start timestamp", key, primary, lock);
      }
      Lock before = locks.put(key, lock);
      if (before != null && before.startTs() != lock.startTs()) {
        throw broken("TXN-3 a lock is overwritten by another's", key, before, lock);
      }
      if (before != null && MvccKeys.after(before.minCommitTs(), lock.minCommitTs())) {
        throw broken("TXN-5 a pushed timestamp is forgotten", key, before, lock);
      }
    }
  }

  private void record(Bytes versioned, Write write, Map<Bytes, Lock> released) {
    Bytes key = MvccKeys.encodedOf(versioned);
    long startTs = write.startTs();
    if (write.type() == Write.Type.ROLLBACK) {
      rollbacks.add(startTs);
    } else {
      commit(key, MvccKeys.tsOf(versioned), write, released.get(key));
    }
    if (commits.containsKey(startTs) && rollbacks.contains(startTs)) {
      throw broken("TXN-1 a transaction is committed and rolled back", key, startTs, write);
    }
  }

  private void commit(Bytes key, long commitTs, Write write, @Nullable Lock lock) {
    long startTs = write.startTs();
    Long other = commits.putIfAbsent(startTs, commitTs);
    if (other != null && other != commitTs) {
      throw broken("TXN-1 a transaction has two commit timestamps", key, other, commitTs);
    }
    if (lock != null && lock.startTs() == startTs && MvccKeys.after(lock.minCommitTs(), commitTs)) {
      throw broken("TXN-5 a commit below what a reader was promised", key, lock, commitTs);
    }
    Version before = newest.get(key);
    if (before != null
        && before.startTs() != startTs
        && MvccKeys.after(before.commitTs(), startTs)) {
      throw broken(
          "TXN-3 a transaction overwrites what it has not seen",
          key,
          before,
          new Version(startTs, commitTs));
    }
    if (before == null || MvccKeys.after(commitTs, before.commitTs())) {
      newest.put(key, new Version(startTs, commitTs));
    }
  }

  private static InvariantViolation broken(String rule, Bytes key, Object before, Object now) {
    return Invariant.unreachable(rule + " key=" + key + " before=" + before + " now=" + now);
  }
}
