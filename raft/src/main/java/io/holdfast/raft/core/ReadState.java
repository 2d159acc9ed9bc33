package io.holdfast.raft.core;

/**
 * The answer to {@link RawNode#readIndex}: once {@code index} is applied, a read of the state
 * machine is linearizable for the request {@code context} (Raft §8).
 */
public record ReadState(long context, long index) {}
