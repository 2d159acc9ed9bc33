package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.KeyLock;

/**
 * Why a command had no effect on a key. Expected outcomes, part of the protocol; keys are user
 * keys.
 */
public sealed interface TxnError {
  /** For exhaustive dispatch. */
  enum Kind {
    LOCKED,
    WRITE_CONFLICT,
    ALREADY_EXISTS,
    COMMIT_TS_EXPIRED,
    TXN_NOT_FOUND,
    LOCK_NOT_FOUND,
    ALREADY_COMMITTED,
    PRIMARY_MISMATCH,
    INVALID
  }

  /** Which record this is. */
  Kind kind();

  /** Another transaction's lock is in the way; the caller resolves it and tries again. */
  record Locked(KeyLock lock) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.LOCKED;
    }
  }

  /**
   * Another transaction committed the key after {@code startTs}, or this one was rolled back (then
   * all timestamps are the same); the caller starts over with a fresh timestamp.
   */
  record WriteConflict(
      long startTs, long conflictStartTs, long conflictCommitTs, Bytes key, Bytes primary)
      implements TxnError {
    @Override
    public Kind kind() {
      return Kind.WRITE_CONFLICT;
    }

    /** True iff the conflict is the transaction's own rollback. */
    public boolean selfRolledBack() {
      return conflictStartTs == startTs;
    }
  }

  /** A key that must be new is there. */
  record AlreadyExists(Bytes key) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.ALREADY_EXISTS;
    }
  }

  /** A reader pushed the transaction above the commit timestamp it tried. */
  record CommitTsExpired(long startTs, long attemptedCommitTs, Bytes key, long minCommitTs)
      implements TxnError {
    @Override
    public Kind kind() {
      return Kind.COMMIT_TS_EXPIRED;
    }
  }

  /** Neither lock nor record of the transaction is at its primary. */
  record TxnNotFound(long startTs, Bytes primary) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.TXN_NOT_FOUND;
    }
  }

  /** The lock to act on is gone, and the transaction did not commit here. */
  record LockNotFound(long startTs, Bytes key) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.LOCK_NOT_FOUND;
    }
  }

  /** A rollback came after the commit. */
  record AlreadyCommitted(long startTs, long commitTs, Bytes key) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.ALREADY_COMMITTED;
    }
  }

  /** The key asked about is not the primary of the transaction; nothing may be decided there. */
  record PrimaryMismatch(KeyLock lock) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.PRIMARY_MISMATCH;
    }
  }

  /** The request breaks a rule or limit and will always fail. */
  record Invalid(String message) implements TxnError {
    @Override
    public Kind kind() {
      return Kind.INVALID;
    }
  }
}
