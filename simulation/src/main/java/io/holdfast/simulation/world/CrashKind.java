package io.holdfast.simulation.world;

/** How a life of a node ended (rule X1). */
public enum CrashKind {
  /** The process died; what it wrote is still with the operating system. */
  KILL,
  /** The machine lost power; what was not synced may be gone. */
  POWER_CUT,
  /** The node stopped itself: {@link io.holdfast.runtime.node.NodeRuntime#fail}. */
  FAULT
}
