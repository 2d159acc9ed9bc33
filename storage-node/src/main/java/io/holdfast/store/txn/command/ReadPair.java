package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/** One key of a read: its value (empty when only keys were asked for), or the lock in the way. */
public record ReadPair(Bytes key, @Nullable Bytes value, @Nullable TxnError error) {}
