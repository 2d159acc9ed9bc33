package io.holdfast.cluster;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.net.Network;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.runtime.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** A runtime that is another one, but for what a subclass changes. */
public abstract class ForwardingRuntime implements NodeRuntime {
  private final NodeRuntime runtime;

  /** Everything goes to {@code runtime} unless overridden. */
  protected ForwardingRuntime(NodeRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public Network network() {
    return runtime.network();
  }

  @Override
  public String name() {
    return runtime.name();
  }

  @Override
  public Clock clock() {
    return runtime.clock();
  }

  @Override
  public FileSystem files() {
    return runtime.files();
  }

  @Override
  public EventLoop newLoop(String name) {
    return runtime.newLoop(name);
  }

  @Override
  public RandomGenerator newRandom(String purpose) {
    return runtime.newRandom(purpose);
  }

  @Override
  public void preemptionPoint(String place) {
    runtime.preemptionPoint(place);
  }

  @Override
  public <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
    return runtime.await(future);
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration timeout)
      throws InterruptedException, ExecutionException, TimeoutException {
    return runtime.await(future, timeout);
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    runtime.sleep(time);
  }

  @Override
  public void fail(Throwable cause) {
    runtime.fail(cause);
  }

  @Override
  public void contained(Throwable cause) {
    runtime.contained(cause);
  }

  @Override
  public boolean stopped() {
    return runtime.stopped();
  }
}
