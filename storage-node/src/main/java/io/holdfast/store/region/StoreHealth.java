package io.holdfast.store.region;

import io.holdfast.runtime.loop.LoopConfined;

/** What makes the whole store refuse requests. */
@LoopConfined("store")
public final class StoreHealth {
  private DiskState disk = DiskState.AMPLE;
  private volatile boolean stopping;
  private int quarantined;

  /** The store is going down: nothing new is begun. Any thread. */
  public boolean stopping() {
    return stopping;
  }

  /** From now on nothing new is begun. */
  public void stop() {
    stopping = true;
  }

  /** The engine has no room for anything that grows. */
  public boolean diskFull() {
    return disk != DiskState.AMPLE;
  }

  /** The engine has no room even for what is decided. */
  boolean applyStands() {
    return disk == DiskState.NONE;
  }

  /** Told by the apply loop. */
  public void setDisk(DiskState state) {
    disk = state;
  }

  /** Replicas that are set aside (G12). */
  public int quarantined() {
    return quarantined;
  }

  void setQuarantined(int replicas) {
    quarantined = replicas;
  }
}
