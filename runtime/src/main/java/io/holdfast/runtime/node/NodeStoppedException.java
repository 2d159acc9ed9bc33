package io.holdfast.runtime.node;

/** The runtime was closed, halted or failed while somebody waited for one of its results. */
public final class NodeStoppedException extends RuntimeException {
  /** {@code node} is the name of the runtime. */
  public NodeStoppedException(String node) {
    super("Node " + node + " has stopped");
  }
}
