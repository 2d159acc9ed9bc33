package io.holdfast.raft.core;

/** What a node does in its present role with ticks and with messages of its present term. */
interface Behaviour {
  Role role();

  void tick();

  void step(Message message);

  /** True iff ticks have no effect (L22). */
  default boolean atRest() {
    return false;
  }
}
