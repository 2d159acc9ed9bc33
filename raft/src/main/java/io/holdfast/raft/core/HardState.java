package io.holdfast.raft.core;

/**
 * What must be durable before a node answers anyone (Raft §5.1).
 *
 * @param term latest term this node has seen, 0 at first
 * @param vote peer it voted for in {@code term}, 0 for none
 * @param commit highest index known to be committed; persisted with the entries it came with (L18)
 */
public record HardState(long term, long vote, long commit) {
  /** The state of a node that has seen nothing. */
  public static final HardState INITIAL = new HardState(0, 0, 0);
}
