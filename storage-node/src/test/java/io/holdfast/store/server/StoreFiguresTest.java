package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse;
import io.holdfast.protocol.wire.health.HealthCheckResponse.ServingStatus;
import io.holdfast.protocol.wire.health.HealthGrpc;
import io.holdfast.protocol.wire.internal.DescribeRequest;
import io.holdfast.protocol.wire.internal.StoreInfoGrpc;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.store.service.HealthService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a store says about itself is true. */
class StoreFiguresTest {
  private static final String NAME = "store-1";

  private static StoreWorld stores(int count) throws IOException {
    StoreWorld world = new StoreWorld(8);
    world.pd.replicas = count;
    for (int i = 1; i <= count; i++) {
      world.addStore("store-" + i);
    }
    for (int i = 1; i <= count; i++) {
      world.awaitReady("store-" + i);
    }
    world.await(
        () ->
            !world.pd.reported.isEmpty()
                && world.pd.reported.values().iterator().next().getRegion().getPeersCount()
                    == count);
    return world;
  }

  private static List<String> reasons(StoreWorld world, String name) {
    return world
        .call(name, StoreInfoGrpc.getDescribeMethod(), DescribeRequest.getDefaultInstance())
        .getUnreadyBecauseList();
  }

  private static ServingStatus health(StoreWorld world, String service) {
    HealthCheckResponse answer =
        world.call(
            NAME,
            HealthGrpc.getCheckMethod(),
            HealthCheckRequest.newBuilder().setService(service).build());
    return answer.getStatus();
  }

  @Test
  void sizesAreBytesAndTheDiskIsTheRealOne() throws Exception {
    try (StoreWorld world = stores(1)) {
      world.world.node(NAME).disk().setCapacityBytes(50_000_000);
      for (int i = 0; i < 40; i++) {
        world.putSurely("k" + i, "v".repeat(1_000));
      }
      world.world.run(Duration.ofSeconds(20));
      var report = world.pd.reported.values().iterator().next();
      assertThat(report.getApproximateSize()).isBetween(40_000L, 200_000L);
      StoreStats stats = world.pd.heartbeats.values().iterator().next().getStats();
      assertThat(stats.getCapacity()).isEqualTo(50_000_000);
      assertThat(stats.getAvailable()).isBetween(1L, 49_999_999L);
      assertThat(stats.getUsedSize()).isEqualTo(stats.getCapacity() - stats.getAvailable());
    }
  }

  @Test
  void aStoreSaysWhyItIsNotReady() throws Exception {
    try (StoreWorld world = stores(3)) {
      world.world.run(Duration.ofSeconds(2));
      assertThat(reasons(world, NAME)).isEmpty();
      assertThat(health(world, HealthService.READY)).isEqualTo(ServingStatus.SERVING);
      world.world.node("pd").pause(Duration.ofMinutes(5));
      world.world.node("store-2").kill();
      world.world.node("store-3").kill();
      world.world.run(Duration.ofSeconds(40));
      assertThat(reasons(world, NAME))
          .anyMatch(reason -> reason.startsWith("placement driver unreachable for "))
          .anyMatch(reason -> reason.equals("no leader or no quorum for 1 regions"));
      assertThat(health(world, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(health(world, HealthService.READY)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }
}
