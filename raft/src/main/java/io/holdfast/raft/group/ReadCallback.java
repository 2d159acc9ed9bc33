package io.holdfast.raft.group;

/** Who waits for a read index. Exactly one method is called, once, on the group's loop. */
public interface ReadCallback {
  /** Once {@code index} is applied here, a read is linearizable (Raft §8). */
  void onReady(long index);

  /**
   * No answer: no leader known, the leader changed, or a message was lost. Trying again is safe.
   */
  void onLost();
}
