package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A leader that is cut off says nothing; somebody else knows who leads by now. */
final class LeaderSearchTest extends ClusterTest {
  private final Database patient;

  LeaderSearchTest() throws Exception {
    super(31, KeyMode.V1_TXN);
    patient = call(() -> Database.connect(cluster.client.runtime(), ClientConfig.of("pd:2379")));
  }

  /** The store that led first hears nothing any more. */
  private void cutFirstLeader() {
    cluster.setFaults(
        (method, request) ->
            (request instanceof GetRequest get && get.getContext().getPeer().getStoreId() == 1)
                    || (request instanceof PrewriteRequest prewrite
                        && prewrite.getContext().getPeer().getStoreId() == 1)
                    || (request instanceof CommitRequest commit
                        && commit.getContext().getPeer().getStoreId() == 1)
                ? Fault.LOSE_REQUEST
                : Fault.NONE);
  }

  private Duration timeOf(Body body) throws Exception {
    long began = world.nowNanos();
    body.run();
    return Duration.ofNanos(world.nowNanos() - began);
  }

  @Test
  void readsAndWritesFollowTheLeaderAfterAMomentOfSilence() throws Exception {
    run(
        () -> {
          patient.run(tx -> tx.put(b("a"), b("old")));
          cutFirstLeader();
          cluster.moveLeader(b("a"));
          assertThat(timeOf(() -> assertThat(valueOfA()).isEqualTo("old")))
              .isBetween(Duration.ofMillis(400), Duration.ofMillis(700));
          assertThat(timeOf(() -> assertThat(valueOfA()).isEqualTo("old")))
              .isLessThan(Duration.ofMillis(100));
        });
  }

  private String valueOfA() {
    return patient.read(snap -> snap.get(b("a"))).toUtf8();
  }

  @Test
  void aCommitUnderWayFollowsItAndTakesEffectOnce() throws Exception {
    run(
        () -> {
          patient.run(tx -> tx.put(b("a"), b("old")));
          cutFirstLeader();
          cluster.moveLeader(b("a"));
          Duration time = timeOf(() -> patient.run(tx -> tx.put(b("a"), b("new"))));
          assertThat(time).isBetween(Duration.ofMillis(400), Duration.ofMillis(1_000));
          assertThat(valueOfA()).isEqualTo("new");
        });
  }

  @Test
  void aLeaderElectedLaterIsFoundSoonAfterwards() throws Exception {
    run(
        () -> {
          patient.run(tx -> tx.put(b("a"), b("old")));
          cutFirstLeader();
          world.after(Duration.ofMillis(1_500), "election", () -> cluster.moveLeader(b("a")));
          assertThat(timeOf(() -> assertThat(valueOfA()).isEqualTo("old")))
              .isBetween(Duration.ofMillis(1_500), Duration.ofMillis(1_900));
        });
  }

  @Test
  void aLeaderThatIsMerelySlowIsNotAskedTwice() throws Exception {
    run(
        () -> {
          patient.run(tx -> tx.put(b("a"), b("old")));
          cutFirstLeader();
          int before = cluster.requestCount("KvGet");
          List<CompletableFuture<?>> reads = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            reads.add(patient.snapshot(ReadOptions.snapshot(1_000_000)).getAsync(b("a")));
          }
          int questions = cluster.requestCount("GetRegion");
          cluster.client.runtime().sleep(Duration.ofMillis(2_900));
          assertThat(cluster.requestCount("KvGet") - before).isEqualTo(100);
          // One look for all of them, again and again.
          assertThat(cluster.requestCount("GetRegion") - questions).isBetween(5, 20);
          assertThat(reads).noneMatch(CompletableFuture::isDone);
        });
  }
}
