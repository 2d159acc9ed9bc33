package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A group that is opened while its vote is still on its way to the disk says nothing of it yet. */
class StagedVoteTest {
  private static final long GROUP = 3;
  private static final long SELF = 1;
  private static final long CANDIDATE = 2;
  private static final long TERM = 7;
  private static final ConfState CONF = ConfState.of(List.of(SELF, CANDIDATE, 3L), List.of());

  /** A message and what a power cut would have left when it was sent. */
  private record Sent(Message message, HardState durable) {}

  private final List<Sent> sent = new ArrayList<>();

  @Test
  void aVoteOfBeforeTheGroupWasOpenIsRepeatedOnlyWhenItIsDurable() throws IOException {
    try (SimWorld world = new SimWorld(5, SimOptions.defaults())) {
      SimNode node = world.newNode("a");
      NodeRuntime runtime = node.runtime();
      EventLoop home = runtime.newLoop("groups");
      SharedLog log =
          SharedLog.open(
              runtime.files(), Path.of("/log"), new LogStamp(1, 1), LogOptions.defaults());
      MultiRaftDriver[] driver = new MultiRaftDriver[1];
      node.disk().setExtraSyncNanos(200_000_000L);
      home.execute(
          () -> {
            driver[0] =
                new MultiRaftDriver(
                    home,
                    runtime.newLoop("log"),
                    log,
                    (group, messages) ->
                        messages.forEach(
                            each -> sent.add(new Sent(each, log.durableHardState(GROUP)))),
                    DriverConfig.defaults(),
                    runtime.newRandom("raft"),
                    runtime);
            driver[0].persistVote(GROUP, new HardState(TERM, CANDIDATE, 0), () -> {});
            driver[0].open(GROUP, SELF, CONF, 5, 5, 5, new IgnoringMachine());
            driver[0].receive(GROUP, new Message.VoteRequest(CANDIDATE, SELF, TERM, 5, 5, false));
            driver[0].receive(GROUP, new Message.Heartbeat(CANDIDATE, SELF, TERM, 5, 1));
          });
      world.run(Duration.ofMillis(600));
      assertThat(sent)
          .extracting(each -> each.message().kind())
          .contains(Message.Kind.VOTE_RESPONSE, Message.Kind.HEARTBEAT_RESPONSE);
      assertThat(sent)
          .allSatisfy(
              each -> {
                assertThat(each.durable().term()).isEqualTo(TERM);
                assertThat(each.durable().vote()).isEqualTo(CANDIDATE);
              });
    }
  }
}
