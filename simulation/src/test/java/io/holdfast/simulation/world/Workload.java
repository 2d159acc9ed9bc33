package io.holdfast.simulation.world;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersResponse;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.TsoRequest;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.seed.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The toy placement driver under faults, with two blocking clients; one run for a seed. */
final class Workload implements FaultTarget {
  private final SimWorld world;
  private final boolean syncs;
  private long lastTimestamp;
  private int answers;

  Workload(SimWorld world, boolean syncs) {
    this.world = world;
    this.syncs = syncs;
  }

  /** Prints the trace hash of each seed; run in a JVM of its own by {@link DeterminismTest}. */
  public static void main(String[] seeds) throws Exception {
    for (String seed : seeds) {
      System.out.println("HASH " + seed + " " + run(Seeds.parse(seed)));
    }
  }

  static String run(long seed) throws Exception {
    SimOptions options =
        Profile.SWARM.drawOptions(seed).withDatagrams(name -> name.endsWith("/Tso"));
    try (SimWorld world = new SimWorld(seed, options)) {
      Workload workload = new Workload(world, true);
      FaultPlan plan = workload.start(Profile.SWARM);
      world.run(Duration.ofMinutes(1));
      plan.heal();
      world.run(Duration.ofSeconds(5));
      return Long.toHexString(world.traceHash())
          + " steps="
          + world.steps()
          + " answers="
          + workload.answers
          + " faults="
          + plan.counts()
          + " lost="
          + plan.lost();
    }
  }

  FaultPlan start(Profile profile) throws Exception {
    TimestampService.start(world.newNode("pd-1").runtime(), syncs);
    world.newNode("store-1");
    world.newNode("store-2");
    world.newNode("clients");
    spawnClients();
    FaultPlan plan = new FaultPlan(this, profile);
    plan.start();
    return plan;
  }

  private void spawnClients() {
    SimNode clients = world.node("clients");
    for (int i = 0; i < 2; i++) {
      NodeRuntime runtime = clients.runtime();
      world.spawn(clients, "client-" + i, () -> client(runtime));
    }
  }

  int answers() {
    return answers;
  }

  private void client(NodeRuntime runtime) {
    PDGrpc.PDStub stub = PDGrpc.newStub(runtime.network().connect(TimestampService.ADDRESS));
    for (int i = 0; i < 100_000; i++) {
      try {
        Calls.Collector<GetMembersResponse> members = new Calls.Collector<>();
        stub.getMembers(GetMembersRequest.getDefaultInstance(), members);
        runtime.await(members.done, Duration.ofSeconds(1));
        long floor = lastTimestamp;
        Calls.Collector<TsoResponse> timestamps = new Calls.Collector<>();
        StreamObserver<TsoRequest> requests = stub.tso(timestamps);
        requests.onNext(TimestampService.request(3));
        requests.onCompleted();
        runtime.await(timestamps.done, Duration.ofSeconds(1));
        for (TsoResponse response : timestamps.values) {
          if (!TimestampService.isSound(response)) {
            continue;
          }
          answers++;
          long timestamp = response.getTimestamp().getLogical();
          if (timestamp <= floor) {
            throw new AssertionError("timestamp went back: " + timestamp + " after " + floor);
          }
          lastTimestamp = Math.max(lastTimestamp, timestamp);
        }
        runtime.sleep(Duration.ofMillis(20));
      } catch (ExecutionException | TimeoutException e) {
        sleep(runtime);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void sleep(NodeRuntime runtime) {
    try {
      runtime.sleep(Duration.ofMillis(100));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SimWorld world() {
    return world;
  }

  @Override
  public List<String> faultNodes() {
    return List.of("pd-1", "store-1", "store-2");
  }

  @Override
  public Path vitalDirectory() {
    return Path.of("/vital"); // Nobody minds here.
  }

  @Override
  public List<String> storeNodes() {
    return List.of("store-1", "store-2");
  }

  @Override
  public List<String> clientNodes() {
    return List.of("clients");
  }

  @Override
  public void restart(String node) throws Exception {
    NodeRuntime runtime = world.node(node).restart();
    if (node.equals("pd-1")) {
      TimestampService.start(runtime, syncs);
    } else if (node.equals("clients")) {
      spawnClients();
    }
  }
}
