package io.holdfast.cluster.invariant;

import io.holdfast.protocol.id.Timestamp;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All locks, and how every transaction ended, as the committed writes of all regions tell. A
 * transaction has one fate on all its keys (TXN-1) and leaves there what it had locked, where it
 * ended it never begins again (TXN-2), nobody overwrites what it has not seen (TXN-3), and a
 * promise to a reader about the commit timestamp is kept (TXN-5).
 */
final class MvccBook {
  private final Map<Bytes, Lock> locks = new TreeMap<>();
  private final Map<Long, Bytes> primaries = new TreeMap<>(); // By start timestamp.
  private final Map<Bytes, Long> values = new TreeMap<>(); // Of the default family.
  private final Map<Bytes, Set<Long>> ended = new TreeMap<>(); // By key, start timestamps.
  private final Map<Bytes, Long> newest = new TreeMap<>(); // Commit timestamps.
  private final Map<Long, Long> commits = new TreeMap<>();
  private final Set<Long> rollbacks = new TreeSet<>();
  private final Map<Long, Lock> died = new TreeMap<>(); // Primary locks that were rolled back.
  private final VersionBook versions = new VersionBook();
  private final ReadBook reads = new ReadBook(versions, this::lockWith);

  VersionBook versions() {
    return versions;
  }

  ReadBook reads() {
    return reads;
  }

  /** A command that had its effect, each once, in the order of its region's log. */
  void effect(RaftCommand command) {
    Map<Bytes, Lock> released = new TreeMap<>();
    for (Modification each : command.getWrite().getModificationsList()) {
      if (each.getFamily() == Family.LOCK) {
        lock(each, released);
      } else if (each.getFamily() == Family.DEFAULT && each.getOp() == Modification.Op.PUT) {
        values.put(
            ProtoBytes.fromWire(each.getKey()),
            VersionBook.content(ProtoBytes.fromWire(each.getValue())));
      } else if (each.getFamily() == Family.DEFAULT && each.getOp() == Modification.Op.DELETE) {
        values.remove(ProtoBytes.fromWire(each.getKey()));
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
    released.forEach(this::traced);
  }

  /** Who had locked a key has committed or rolled back there; a pessimistic lock says nothing. */
  private void traced(Bytes key, Lock lock) {
    if (lock.type() != Lock.Type.PESSIMISTIC
        && !ended.getOrDefault(key, Set.of()).contains(lock.startTs())) {
      throw broken("TXN-2 a lock goes without a record", key, lock, "");
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
      if (before != null && before.ttlMillis() > lock.ttlMillis()) {
        throw broken("TXN-8 a lock's life is shortened", key, before, lock);
      }
      if (ended.getOrDefault(key, Set.of()).contains(lock.startTs())) {
        throw broken("TXN-2 a transaction locks again where it has ended", key, "", lock);
      }
    }
  }

  private void record(Bytes versioned, Write write, Map<Bytes, Lock> released) {
    Bytes key = MvccKeys.encodedOf(versioned);
    long ts = MvccKeys.tsOf(versioned);
    long startTs = write.startTs();
    Lock lock = released.get(key);
    if (write.type() == Write.Type.ROLLBACK) {
      rollbacks.add(startTs);
      reads.rolledBack(key, startTs);
      if (lock != null && MvccKeys.encode(lock.primary()).equals(key)) {
        died.put(startTs, lock);
      }
    } else if (!isKnown(key, ts, startTs)) {
      commit(key, ts, write, lock);
    }
    ended.computeIfAbsent(key, k -> new TreeSet<>()).add(startTs);
    if (write.overlappedRollback()) {
      ended.computeIfAbsent(key, k -> new TreeSet<>()).add(ts);
    }
    if (commits.containsKey(startTs) && rollbacks.contains(startTs)) {
      throw broken("TXN-1 a transaction is committed and rolled back", key, startTs, write);
    }
  }

  /** True for a record that is only marked (V7). */
  private boolean isKnown(Bytes key, long commitTs, long startTs) {
    Long known = commits.get(startTs);
    return known != null
        && known == commitTs
        && ended.getOrDefault(key, Set.of()).contains(startTs);
  }

  private void commit(Bytes key, long commitTs, Write write, @Nullable Lock lock) {
    long startTs = write.startTs();
    Long other = commits.putIfAbsent(startTs, commitTs);
    if (other != null && other != commitTs) {
      throw broken("TXN-1 a transaction has two commit timestamps", key, other, commitTs);
    }
    if (!MvccKeys.after(commitTs, startTs)) {
      throw broken("V3 a commit at or before its start", key, startTs, commitTs);
    }
    if (lock == null
        || lock.startTs() != startTs
        || !Write.committed(lock, write.overlappedRollback()).equals(write)) {
      throw broken("TXN-1 a commit of what was not locked", key, String.valueOf(lock), write);
    }
    if (MvccKeys.after(lock.minCommitTs(), commitTs)) {
      throw broken("TXN-5 a commit below what a reader was promised", key, lock, commitTs);
    }
    long before = newest.getOrDefault(key, 0L);
    if (MvccKeys.after(before, startTs)) {
      throw broken("TXN-3 a transaction overwrites what it has not seen", key, before, write);
    }
    newest.put(key, commitTs);
    if (write.isData()) {
      VersionBook.Version version = new VersionBook.Version(startTs, commitTs, content(key, write));
      reads.committed(key, version);
      versions.add(key, version);
    }
  }

  /** Who holds a key with a lock that would leave this content there, or nothing. */
  private Optional<Long> lockWith(Bytes key, @Nullable Long content) {
    Lock lock = locks.get(key);
    if (lock == null) {
      return Optional.empty();
    }
    boolean leaves =
        content == null
            ? lock.type() == Lock.Type.DELETE
            : lock.type() == Lock.Type.PUT && content.equals(contentOf(key, lock));
    return leaves ? Optional.of(lock.startTs()) : Optional.empty();
  }

  private @Nullable Long contentOf(Bytes key, Lock lock) {
    Bytes shortValue = lock.shortValue();
    return shortValue != null
        ? (Long) VersionBook.content(shortValue)
        : values.get(MvccKeys.versioned(key, lock.startTs()));
  }

  private @Nullable Long content(Bytes key, Write write) {
    if (write.type() != Write.Type.PUT) {
      return null;
    }
    Bytes shortValue = write.shortValue();
    Long content =
        shortValue != null
            ? (Long) VersionBook.content(shortValue)
            : values.get(MvccKeys.versioned(key, write.startTs()));
    if (content == null) {
      throw broken("V14 a record without its value", key, "", write);
    }
    return content;
  }

  /** Somebody was told that the transaction is rolled back at these user keys: for ever (TXN-2). */
  void barred(List<Bytes> userKeys, long startTs) {
    for (Bytes userKey : userKeys) {
      Bytes key = MvccKeys.encode(userKey);
      Lock lock = locks.get(key);
      if (lock != null && lock.startTs() == startTs) {
        throw broken("TXN-2 a rollback was answered and the lock is there", key, lock, startTs);
      }
      ended.computeIfAbsent(key, k -> new TreeSet<>()).add(startTs);
    }
  }

  /** Somebody was told that the transaction was rolled back because its time was over. */
  void expired(long startTs, long currentTs) {
    Lock lock = died.get(startTs);
    // Not as the store computes it, which may be wrong.
    if (lock != null
        && lock.ttlMillis() >= 0
        && Timestamp.physicalMillis(startTs) + lock.ttlMillis()
            >= Timestamp.physicalMillis(currentTs)) {
      throw broken(
          "TXN-8 a living lock is rolled back by another", lock.primary(), lock, "at " + currentTs);
    }
  }

  private static InvariantViolation broken(String rule, Bytes key, Object before, Object now) {
    return Invariant.unreachable(rule + " key=" + key + " before=" + before + " now=" + now);
  }
}
