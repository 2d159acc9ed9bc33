/**
 * One Raft group of a node: {@link io.holdfast.raft.group.RaftGroup} takes the Readys of a {@code
 * RawNode} apart and hands each part to whom it concerns, in an order that keeps Raft's promises.
 *
 * <p>Everything here belongs to the group's loop. A Ready's messages leave at once; its hard state
 * and entries go to the log; what may only be said once they are durable leaves when this Ready and
 * all before it are. A Ready that needs no write still waits for its predecessors. While the host
 * installs a snapshot, nothing that follows it reaches the log.
 *
 * <p>The host implements {@link io.holdfast.raft.group.StateMachine}, and is told of committed
 * entries with index and term: a proposal was lost iff another term's entry is applied at its
 * index, or a later one of a higher term.
 */
@NullMarked
package io.holdfast.raft.group;

import org.jspecify.annotations.NullMarked;
