package io.holdfast.raft.core;

/** What a snapshot stands for: the state after applying all entries up to {@code index}. */
public record SnapshotMeta(long index, long term, ConfState conf) {}
