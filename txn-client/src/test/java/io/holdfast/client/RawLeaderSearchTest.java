package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The search for a new leader and what must not be sent twice. */
final class RawLeaderSearchTest extends ClusterTest {
  private final Database patient;

  RawLeaderSearchTest() throws Exception {
    super(37, KeyMode.V1_RAW);
    patient = call(() -> Database.connect(cluster.client.runtime(), ClientConfig.of("pd:2379")));
  }

  @Test
  void aSwapThatMayHaveHappenedIsNeverSentAgain() throws Exception {
    run(
        () -> {
          patient.raw().put(b("a"), b("old"));
          cluster.setFaults(
              (method, request) ->
                  request instanceof RawCASRequest ? Fault.LOSE_ANSWER : Fault.NONE);
          world.after(Duration.ofMillis(100), "move", () -> cluster.moveLeader(b("a")));
          assertThatThrownBy(() -> patient.raw().compareAndSwap(b("a"), b("old"), b("new")))
              .isInstanceOf(CommitUndeterminedException.class);
          assertThat(cluster.requestCount("RawCompareAndSwap")).isEqualTo(1);
          assertThat(patient.raw().get(b("a"))).isEqualTo(b("new"));
        });
  }
}
