package io.holdfast.cluster;

import io.holdfast.simulation.world.Durable;
import io.holdfast.store.engine.memory.MemoryDisk;
import java.util.random.RandomGenerator;

/** Lets the disk of a store's engine share the fate of its machine (rules X1 and X2). */
record EngineOnDisk(MemoryDisk disk) implements Durable {
  @Override
  public void kill() {
    disk.kill();
  }

  @Override
  public void fill(boolean full) {
    disk.limitSpace(full ? 0 : Long.MAX_VALUE);
  }

  @Override
  public void powerCut(RandomGenerator random) {
    disk.powerCut(random);
  }
}
