package io.holdfast.store.region;

import io.holdfast.runtime.loop.LoopConfined;

/** What makes the whole store refuse requests. */
@LoopConfined("store")
public final class StoreHealth {
  private boolean diskFull;
  private boolean stopping;

  /** The store is going down: nothing new is begun. */
  public boolean stopping() {
    return stopping;
  }

  /** From now on nothing new is begun. */
  public void stop() {
    stopping = true;
  }

  /** The engine has no room for writes. */
  public boolean diskFull() {
    return diskFull;
  }

  /** Told by the apply loop. */
  public void setDiskFull(boolean full) {
    diskFull = full;
  }
}
