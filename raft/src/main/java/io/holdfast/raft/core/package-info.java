/**
 * Raft as a deterministic function: messages, ticks and proposals in, a numbered {@code Ready} out.
 * No I/O, threads, clocks, logging or wire types; randomness is injected.
 *
 * <p>Depends on the JDK, {@code runtime.base} and the pure packages {@code quorum}, {@code
 * progress}, {@code confchange} only. Not thread-safe: one loop owns a node.
 */
@NullMarked
package io.holdfast.raft.core;

import org.jspecify.annotations.NullMarked;
