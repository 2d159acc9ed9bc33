package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what one command writes, in the layout of the three families. Knows how a lock turns
 * into a commit or a rollback; whether it should is decided by the command.
 */
public final class MvccTxn {
  private final MvccReader reader;
  private final List<Modification> modifications = new ArrayList<>();

  /** {@code reader} is asked for records that a new one would overlap. */
  public MvccTxn(MvccReader reader) {
    this.reader = reader;
  }

  /** What was collected, in order. */
  public List<Modification> modifications() {
    return modifications;
  }

  /** Sets the lock of a key. */
  public void putLock(Bytes encoded, Lock lock) {
    modifications.add(new Modification.Put(Family.LOCK, encoded, lock.encode()));
  }

  /** Removes the lock of a key. */
  public void deleteLock(Bytes encoded) {
    modifications.add(new Modification.Delete(Family.LOCK, encoded));
  }

  /** Stores a value that is too long for its lock. */
  public void putValue(Bytes encoded, long startTs, Bytes value) {
    Bytes key = MvccKeys.versioned(encoded, startTs);
    modifications.add(new Modification.Put(Family.DEFAULT, key, value));
  }

  private void putRecord(Bytes encoded, long ts, Write write) {
    Bytes key = MvccKeys.versioned(encoded, ts);
    modifications.add(new Modification.Put(Family.WRITE, key, write.encode()));
  }

  /**
   * Turns a lock into its commit record. A rollback of another transaction that lies at the same
   * timestamp is merged, not overwritten (rule V7).
   */
  public void commit(Bytes encoded, Lock lock, long commitTs) {
    Write there = reader.recordAt(encoded, commitTs);
    boolean overlapped =
        there != null && (there.type() == Write.Type.ROLLBACK || there.overlappedRollback());
    putRecord(encoded, commitTs, Write.committed(lock, overlapped));
    deleteLock(encoded);
  }

  /** Removes a lock with its value and leaves the record that keeps the transaction away. */
  public void rollback(Bytes encoded, Lock lock) {
    if (lock.type() == Lock.Type.PUT && lock.shortValue() == null) {
      Bytes key = MvccKeys.versioned(encoded, lock.startTs());
      modifications.add(new Modification.Delete(Family.DEFAULT, key));
    }
    deleteLock(encoded);
    markRolledBack(encoded, lock.startTs());
  }

  /** Leaves a rollback record; a commit record of the same timestamp takes the mark (rule V7). */
  public void markRolledBack(Bytes encoded, long startTs) {
    Write there = reader.recordAt(encoded, startTs);
    if (there == null || there.type() == Write.Type.ROLLBACK) {
      putRecord(encoded, startTs, Write.rollback(startTs));
    } else if (!there.overlappedRollback()) {
      putRecord(encoded, startTs, there.withOverlappedRollback());
    }
  }
}
