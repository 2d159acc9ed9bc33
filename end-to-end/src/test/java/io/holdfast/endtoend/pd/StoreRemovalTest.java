package io.holdfast.endtoend.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.protocol.wire.internal.KeepStoreRequest;
import io.holdfast.protocol.wire.internal.ListStoresRequest;
import io.holdfast.protocol.wire.internal.RemoveStoreRequest;
import io.holdfast.protocol.wire.internal.StoreAdminGrpc;
import io.holdfast.protocol.wire.internal.StoreView;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A store leaves by word of an operator, or gives its replicas away because it is full. */
class StoreRemovalTest {
  private static final int REGIONS = 6;

  @Test
  void aStoreThatLeavesGivesAwayWhatItHasAndIsRefusedAfterwards() {
    try (World world = new World(11, 4)) {
      StoreView leader = world.withMostLeaders();
      assertThat(world.remove(leader.getStore().getId()).getStore().getState())
          .isEqualTo(StoreState.Offline);
      world.await(leader, StoreState.Tombstone, Duration.ofMinutes(2));
      assertThat(world.view(leader).getReplicas()).isZero();
      world.checkData();
      // What it says of itself does not bring it back, and it keeps saying it.
      String name = world.nameOf(leader);
      world.cluster.world().node(name).kill();
      world.cluster.world().run(Duration.ofSeconds(15));
      assertThat(world.view(leader).getStore().getState()).isEqualTo(StoreState.Tombstone);
      world.checkData();
    }
  }

  @Test
  void aDeadStoreLeavesToo() {
    try (World world = new World(12, 4)) {
      StoreView dead = world.withMostLeaders();
      world.cluster.world().node(world.nameOf(dead)).kill();
      world.cluster.world().run(Duration.ofSeconds(10));
      world.remove(dead.getStore().getId());
      world.await(dead, StoreState.Tombstone, Duration.ofMinutes(3));
      world.checkData();
    }
  }

  @Test
  void itIsRefusedWhereNobodyCouldTakeWhatItHas() {
    try (World world = new World(13, 3)) {
      StoreView any = world.withMostLeaders();
      Answer<StoreView> answer =
          world.send(
              StoreAdminGrpc.getRemoveMethod(),
              RemoveStoreRequest.newBuilder().setStoreId(any.getStore().getId()).build());
      assertThat(answer.error).hasMessageContaining("its replicas have nowhere to go: 2 other");
      assertThat(world.view(any).getStore().getState()).isEqualTo(StoreState.Up);
    }
  }

  @Test
  void itMayStayAfterAll() {
    try (World world = new World(14, 4)) {
      StoreView any = world.withMostLeaders();
      world.remove(any.getStore().getId());
      Answer<StoreView> kept =
          world.send(
              StoreAdminGrpc.getKeepMethod(),
              KeepStoreRequest.newBuilder().setStoreId(any.getStore().getId()).build());
      assertThat(kept.value().getStore().getState()).isEqualTo(StoreState.Up);
      world.cluster.world().run(Duration.ofMinutes(1));
      assertThat(world.view(any).getStore().getState()).isEqualTo(StoreState.Up);
      world.checkData();
    }
  }

  @Test
  void aFullStoreGivesItsReplicasAway() {
    try (World world = new World(15, 4)) {
      StoreView full = world.withMostLeaders();
      world.cluster.world().node(world.nameOf(full)).fill(true);
      world.checkData(); // Writes, so that it notices.
      for (int i = 0; i < 90 && world.view(full).getReplicas() > 0; i++) {
        world.cluster.world().run(Duration.ofSeconds(2));
      }
      assertThat(world.view(full).getReplicas()).isZero();
      assertThat(world.view(full).getStore().getState()).isEqualTo(StoreState.Up);
      world.checkData();
    }
  }

  /** A cluster with some regions and somebody who asks its placement driver. */
  private static final class World implements AutoCloseable {
    final SimulatedCluster cluster;
    private final ManagedChannel pd;
    private final Database db;
    private int round;

    World(long seed, int stores) {
      cluster = SimulatedCluster.start(SimulatedClusterOptions.of(seed).withStores(stores));
      pd =
          cluster
              .world()
              .newNode("operator")
              .runtime()
              .network()
              .connect(new Address(SimulatedCluster.driverName(), 2379));
      db = cluster.database();
      List<Bytes> cuts = new ArrayList<>();
      for (int i = 1; i < REGIONS; i++) {
        cuts.add(Bytes.utf8("k" + i));
      }
      cluster.run(() -> db.admin().splitRegion(cuts));
      checkData();
      cluster.world().run(Duration.ofSeconds(15)); // All have their replicas.
    }

    /** Writes and reads in every region, each of which has three replicas. */
    void checkData() {
      round++;
      Bytes value = Bytes.utf8("v" + round);
      cluster.run(
          () -> {
            for (int i = 0; i < REGIONS; i++) {
              Bytes key = Bytes.utf8("k" + i + "x");
              db.run(tx -> tx.put(key, value));
              assertThat(db.<Bytes>read(snapshot -> snapshot.get(key))).isEqualTo(value);
            }
            for (RegionInfo region : db.admin().regions()) {
              assertThat(region.peers()).hasSizeGreaterThanOrEqualTo(1);
            }
          });
    }

    <Q, R> Answer<R> send(MethodDescriptor<Q, R> method, Q request) {
      Answer<R> answer = new Answer<>();
      ClientCalls.asyncUnaryCall(pd.newCall(method, CallOptions.DEFAULT), request, answer);
      cluster.world().runUntil(() -> answer.done, Duration.ofSeconds(20));
      return answer;
    }

    StoreView remove(long storeId) {
      return send(
              StoreAdminGrpc.getRemoveMethod(),
              RemoveStoreRequest.newBuilder().setStoreId(storeId).build())
          .value();
    }

    List<StoreView> stores() {
      return send(StoreAdminGrpc.getListMethod(), ListStoresRequest.getDefaultInstance())
          .value()
          .getStoresList();
    }

    StoreView view(StoreView of) {
      return stores().stream()
          .filter(store -> store.getStore().getId() == of.getStore().getId())
          .findFirst()
          .orElseThrow();
    }

    StoreView withMostLeaders() {
      StoreView most = stores().get(0);
      for (StoreView store : stores()) {
        most = store.getLeaders() > most.getLeaders() ? store : most;
      }
      assertThat(most.getLeaders()).isPositive();
      return most;
    }

    String nameOf(StoreView store) {
      return Address.parse(store.getStore().getAddress()).host();
    }

    void await(StoreView store, StoreState state, Duration patience) {
      for (int i = 0; i < patience.toSeconds() && view(store).getStore().getState() != state; i++) {
        cluster.world().run(Duration.ofSeconds(1));
      }
      assertThat(view(store).getStore().getState()).isEqualTo(state);
    }

    @Override
    public void close() {
      assertThat(cluster.world().failures()).isEmpty();
      cluster.close();
    }
  }

  /** The answer to one call. */
  private static final class Answer<R> implements StreamObserver<R> {
    private @Nullable R value;
    @Nullable Throwable error;
    boolean done;

    R value() {
      R present = value;
      if (present == null) {
        throw new AssertionError("call failed", error);
      }
      return present;
    }

    @Override
    public void onNext(R answer) {
      value = answer;
    }

    @Override
    public void onError(Throwable cause) {
      error = cause;
      done = true;
    }

    @Override
    public void onCompleted() {
      done = true;
    }
  }
}
