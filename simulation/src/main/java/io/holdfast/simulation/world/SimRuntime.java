package io.holdfast.simulation.world;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.runtime.time.Clock;
import io.holdfast.simulation.seed.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * One life of a node: from a start of its process to its death. Once stopped it stays stopped, and
 * whatever holds on to it has no effect on the world any more.
 */
final class SimRuntime implements NodeRuntime {
  private final SimWorld world;
  private final SimNode node;
  private final int life;
  private final SimFileSystem files;
  private final List<SimLoop> loops = new ArrayList<>();
  private final SimLoop netLoop;
  private final NodeNetwork network;
  private boolean stopped;

  SimRuntime(SimWorld world, SimNode node, int life) {
    this.world = world;
    this.node = node;
    this.life = life;
    this.files = new SimFileSystem(world, this, node.disk());
    this.netLoop = addLoop("net");
    this.network = new NodeNetwork(world, this);
  }

  SimNode node() {
    return node;
  }

  SimLoop netLoop() {
    return netLoop;
  }

  NodeNetwork nodeNetwork() {
    return network;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public Clock clock() {
    return node.simClock();
  }

  @Override
  public FileSystem files() {
    return files;
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public EventLoop newLoop(String name) {
    world.checkCaller("NodeRuntime.newLoop");
    return addLoop(name);
  }

  private SimLoop addLoop(String name) {
    SimLoop loop = new SimLoop(world, this, name, world.nextOwner());
    loops.add(loop);
    return loop;
  }

  @Override
  public RandomGenerator newRandom(String purpose) {
    return Seeds.random(world.seed(), "node", node.name(), Integer.toString(life), purpose);
  }

  @Override
  public void preemptionPoint(String place) {
    world.preempt(this, place);
  }

  @Override
  public <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
    world.threads().await(this, future, Long.MAX_VALUE);
    return future.get();
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!world.threads().await(this, future, timeout.toNanos())) {
      throw new TimeoutException("not done after " + timeout.toMillis() + " ms");
    }
    return future.get();
  }

  @Override
  public void sleep(Duration time) {
    world.threads().sleep(this, time.toNanos());
  }

  @Override
  public void fail(Throwable cause) {
    world.checkCaller("NodeRuntime.fail");
    if (!stopped && SimulatedCrash.isIn(cause)) {
      node.kill(); // The node code reports the crash of the simulator as its own failure.
    } else if (!stopped) {
      node.faulted(cause);
    }
  }

  @Override
  public void contained(Throwable cause) {
    world.checkCaller("NodeRuntime.contained");
    if (!stopped) {
      world.recordFailure(cause);
    }
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
    for (SimLoop loop : loops) {
      loop.stop();
    }
  }

  /** One of the loops of the process does nothing new for so long. */
  void stallLoop(int ordinal, long nanos) {
    if (loops.size() > 1) {
      loops.get(1 + ordinal % (loops.size() - 1)).stall(nanos); // The first is the network's.
    }
  }

  /** Wakes all loops after a pause. */
  void resume() {
    for (SimLoop loop : loops) {
      loop.wake();
    }
  }

  /** Refuses calls from code that survived its process. */
  void checkAlive() {
    if (stopped) {
      throw new SimulatedCrash(name() + " life " + life + " is over");
    }
  }
}
