/**
 * Runs all Raft groups of a node: {@link io.holdfast.raft.driver.MultiRaftDriver}.
 *
 * <p>One loop owns the groups. Whatever happens in a turn (messages, proposals, ticks) marks groups
 * dirty; one task at the end of the turn flushes them all, so that a turn costs one hand-over to
 * the log. The log loop, which may be the same loop, takes everything that was handed over while it
 * wrote, writes it at once and syncs once: batches grow with load, without a timer. One tick timer
 * serves all groups that are awake; whatever concerns a group that sleeps wakes it.
 *
 * <p>A failed write or sync fails the node (rule D9); a write that finds no room waits. A stopped
 * loop drops its tasks: nothing here needs to be shut down for safety.
 */
@NullMarked
package io.holdfast.raft.driver;

import org.jspecify.annotations.NullMarked;
