package io.holdfast.store.region;

/** How much room the engine's disk has, as the apply loop finds it. */
public enum DiskState {
  /** Enough. */
  AMPLE,
  /** None but the reserve: what is decided is applied and read, nothing that grows is begun. */
  RESERVE,
  /** None at all: what is decided waits, and so do reads that would have to see it. */
  NONE
}
