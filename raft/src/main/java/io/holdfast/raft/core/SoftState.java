package io.holdfast.raft.core;

/** What may be forgotten in a crash. {@code leader} is 0 when none is known. */
public record SoftState(Role role, long leader, long term) {}
