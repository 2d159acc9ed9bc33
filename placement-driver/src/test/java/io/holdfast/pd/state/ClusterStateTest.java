package io.holdfast.pd.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.metapb.Cluster;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClusterStateTest {
  private static final Store STORE = Store.newBuilder().setId(1).setAddress("a:1").build();

  private static final List<ClusterCommand> ONE_OF_EACH =
      List.of(
          new ClusterCommand.InitCluster(99, KeyMode.V1_RAW, 3),
          new ClusterCommand.Bootstrap(STORE, RegionTreeTest.region(2, "", "", 1, 1)),
          new ClusterCommand.RaiseTsoWindow(5_000),
          new ClusterCommand.RaiseIdBound(1_000),
          new ClusterCommand.PutStore(Store.newBuilder().setId(4).setAddress("b:1").build()),
          new ClusterCommand.PutCluster(Cluster.newBuilder().setId(99).setMaxPeerCount(5).build()),
          new ClusterCommand.SetGcSafePoint(77),
          new ClusterCommand.SetServiceSafePoint("backup", 70, 9_000),
          new ClusterCommand.PutRegions(List.of(RegionTreeTest.region(2, "", "m", 2, 1))),
          new ClusterCommand.SetStoreState(4, StoreState.Offline));

  private final ClusterState state = new ClusterState();

  @Test
  void everyCommandSurvivesTheLog() {
    Set<ClusterCommand.Kind> seen = EnumSet.noneOf(ClusterCommand.Kind.class);
    for (ClusterCommand command : ONE_OF_EACH) {
      assertThat(ClusterCommand.decode(command.encode())).isEqualTo(command);
      seen.add(command.kind());
    }
    assertThat(seen).containsExactlyInAnyOrder(ClusterCommand.Kind.values());
  }

  @Test
  void whatIsNoCommandInTheLogIsABug() {
    assertThatThrownBy(() -> ClusterCommand.decode(Bytes.hex("ffff")))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> ClusterCommand.decode(Bytes.EMPTY))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aSnapshotStandsForTheCommandsBeforeIt() {
    ONE_OF_EACH.forEach(state::apply);
    var snapshot = state.snapshot(10, 2);
    ClusterState restored = ClusterState.restore(snapshot);
    assertThat(restored.snapshot(10, 2)).isEqualTo(snapshot);
    assertThat(restored.keyMode()).isEqualTo(KeyMode.V1_RAW);
    assertThat(restored.maxPeerCount()).isEqualTo(5);
    assertThat(restored.routes().size()).isEqualTo(1);
  }

  @Test
  void aClusterIsNamedAndBootstrappedOnce() {
    assertThat(state.apply(new ClusterCommand.InitCluster(1, KeyMode.V1_TXN, 3)))
        .isEqualTo(Effect.DONE);
    assertThat(state.apply(new ClusterCommand.InitCluster(2, KeyMode.V1_RAW, 1)))
        .isEqualTo(Effect.REFUSED);
    assertThat(state.clusterId()).isEqualTo(1);
    assertThat(state.keyMode()).isEqualTo(KeyMode.V1_TXN);
    ClusterCommand bootstrap =
        new ClusterCommand.Bootstrap(STORE, RegionTreeTest.region(2, "", "", 1, 1));
    assertThat(state.apply(bootstrap)).isEqualTo(Effect.DONE);
    assertThat(state.apply(bootstrap)).isEqualTo(Effect.REFUSED);
  }

  @Test
  void boundsNeverGoBack() {
    state.apply(new ClusterCommand.RaiseTsoWindow(10));
    state.apply(new ClusterCommand.RaiseTsoWindow(5));
    state.apply(new ClusterCommand.RaiseIdBound(10));
    state.apply(new ClusterCommand.RaiseIdBound(5));
    state.apply(new ClusterCommand.SetGcSafePoint(10));
    state.apply(new ClusterCommand.SetGcSafePoint(5));
    assertThat(state.tsoUpperBoundMillis()).isEqualTo(10);
    assertThat(state.idBound()).isEqualTo(10);
    assertThat(state.gcSafePoint()).isEqualTo(10);
  }

  @Test
  void theOldestServiceCountsUntilItExpires() {
    state.apply(new ClusterCommand.SetServiceSafePoint("gc_worker", 100, Long.MAX_VALUE));
    state.apply(new ClusterCommand.SetServiceSafePoint("backup", 50, 1_000));
    assertThat(state.oldestService(999).serviceId()).isEqualTo("backup");
    assertThat(state.oldestService(1_000).serviceId()).isEqualTo("gc_worker");
    state.apply(new ClusterCommand.SetServiceSafePoint("backup", 0, 0));
    assertThat(state.oldestService(0).safePoint()).isEqualTo(100);
  }

  @Test
  void beforeAnyServiceSpokeTheCollectorHoldsEverything() {
    assertThat(state.oldestService(0).serviceId()).isEqualTo(ClusterState.GC_WORKER);
    assertThat(state.oldestService(0).safePoint()).isZero();
  }
}
