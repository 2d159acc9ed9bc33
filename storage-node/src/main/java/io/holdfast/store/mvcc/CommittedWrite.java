package io.holdfast.store.mvcc;

/** A write record and the timestamp it lies at. */
public record CommittedWrite(long commitTs, Write write) {}
