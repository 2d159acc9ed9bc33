package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;

/** A lock and the user key it lies on. */
public record KeyLock(Bytes key, Lock lock) {}
