package io.holdfast.client.commit;

import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.error.WriteConflictException;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.WriteConflict;
import io.holdfast.runtime.base.Bytes;

/** Public errors from the key errors of stores. Locks are not among them: they are resolved. */
final class KeyErrors {
  private KeyErrors() {}

  /** {@code key} names the key where the error itself does not. */
  static TxnException toException(KeyError error, Bytes key) {
    if (error.hasAlreadyExist()) {
      return new KeyExistsException(ProtoBytes.fromWire(error.getAlreadyExist().getKey()));
    }
    if (error.hasConflict()) {
      WriteConflict conflict = error.getConflict();
      return new WriteConflictException(
          ProtoBytes.fromWire(conflict.getKey()),
          "started at "
              + conflict.getStartTs()
              + ", changed at "
              + Math.max(conflict.getConflictCommitTs(), conflict.getConflictTs()));
    }
    if (isLockLost(error)) {
      return new WriteConflictException(key, "its lock is gone: " + reason(error));
    }
    return new RequestFailedException("key " + key + ": " + error.toString().strip(), null);
  }

  /** The lock that a commit wants to turn into a record is not there. */
  static boolean isLockLost(KeyError error) {
    return error.hasTxnLockNotFound()
        || error.hasTxnNotFound()
        || !error.getRetryable().isEmpty()
        || !error.getAbort().isEmpty();
  }

  private static String reason(KeyError error) {
    if (!error.getAbort().isEmpty()) {
      return error.getAbort();
    }
    return error.getRetryable().isEmpty() ? "rolled back" : error.getRetryable();
  }
}
