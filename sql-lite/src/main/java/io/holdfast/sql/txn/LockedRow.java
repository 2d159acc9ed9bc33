package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A row after it was locked.
 *
 * @param value its latest value, own writes included; null when there is no such row
 * @param changed true iff the value may differ from what the statement's snapshot shows: conditions
 *     must be evaluated again on it
 * @param writtenByStatement true iff this very statement has written the row before
 */
public record LockedRow(@Nullable Bytes value, boolean changed, boolean writtenByStatement) {}
