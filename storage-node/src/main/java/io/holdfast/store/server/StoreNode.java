package io.holdfast.store.server;

import io.holdfast.runtime.net.Address;
import io.holdfast.runtime.node.NodeRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One store: opens its directory, joins its cluster, serves. The only place that wires rooms
 * together.
 *
 * <p>{@link #start} returns at once; {@link #ready()} completes when the store is registered and
 * serves, and fails with {@link StoreStartException} when it must not. While the placement driver
 * is away the store keeps trying, with back-off.
 */
public final class StoreNode implements AutoCloseable {
  private final CompletableFuture<StoreNode> ready = new CompletableFuture<>();
  private final StoreConfig config;

  private StoreNode(StoreConfig config) {
    this.config = config;
  }

  /** Starts with the product's wiring. */
  public static StoreNode start(
      NodeRuntime runtime, StoreConfig config, EngineFactory engines, MeterRegistry meters) {
    return start(runtime, config, engines, meters, StoreWiring.PRODUCTION);
  }

  /** Starts with parts exchanged. */
  public static StoreNode start(
      NodeRuntime runtime,
      StoreConfig config,
      EngineFactory engines,
      MeterRegistry meters,
      StoreWiring wiring) {
    StoreNode node = new StoreNode(config);
    node.ready.completeExceptionally(
        new StoreStartException(StoreStartException.Reason.ENVIRONMENT, "not wired yet"));
    return node;
  }

  /** Completes on the store loop when the store serves. */
  public CompletableFuture<StoreNode> ready() {
    return ready;
  }

  /** Where it serves; valid once {@link #ready()}. */
  public Address address() {
    return config.listen();
  }

  /** A picture of its regions, taken on the store loop. */
  public CompletableFuture<StoreStatus> status() {
    return ready.thenApply(node -> new StoreStatus(0, 0, false, List.of()));
  }

  /** Stops serving and closes engine and log without flushing; the runtime's loops must live. */
  @Override
  public void close() {}
}
