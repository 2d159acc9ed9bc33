package io.holdfast.pd.tso;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.pd.state.ClusterCommand;
import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.pd.state.CommandLog;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TimestampServerTest {
  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final EventLoop loop = world.newNode("pd").runtime().newLoop("pd-loop");
  private final HeldLog log = new HeldLog();
  private final TimestampServer server = new TimestampServer(loop, log);
  private final List<Long> answers = new ArrayList<>();
  private int refusals;

  /** A log that answers when the test says so. */
  private static final class HeldLog implements CommandLog {
    final List<Completion> proposals = new ArrayList<>();
    final List<Confirmation> questions = new ArrayList<>();
    long window;

    @Override
    public boolean leading() {
      return true;
    }

    @Override
    public void propose(ClusterCommand command, Completion completion) {
      window = ((ClusterCommand.RaiseTsoWindow) command).upperBoundMillis();
      proposals.add(completion);
    }

    @Override
    public void confirmLeadership(Confirmation confirmation) {
      questions.add(confirmation);
    }
  }

  @BeforeEach
  void start() {
    onLoop(() -> server.start(0));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void onLoop(Runnable task) {
    loop.execute(task);
    world.run(Duration.ofMillis(1));
  }

  private void ask(int requests) {
    onLoop(
        () -> {
          for (int i = 0; i < requests; i++) {
            server.request(
                1,
                new TimestampServer.Receiver() {
                  @Override
                  public void timestamp(long last) {
                    answers.add(last);
                  }

                  @Override
                  public void refused() {
                    refusals++;
                  }
                });
          }
        });
  }

  private void raiseWindow() {
    onLoop(() -> log.proposals.remove(0).applied(Effect.DONE));
  }

  @Test
  void requestsWaitForTheFirstWindow() {
    ask(3);
    assertThat(log.questions).isEmpty();
    raiseWindow();
    assertThat(log.questions).hasSize(1);
    onLoop(() -> log.questions.remove(0).confirmed());
    assertThat(answers).hasSize(3).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void oneQuorumRoundServesAllRequestsOfATurn() {
    raiseWindow();
    ask(1_000);
    assertThat(log.questions).hasSize(1);
    assertThat(answers).isEmpty();
  }

  @Test
  void withoutTheQuorumsConfirmationNothingIsAnswered() {
    raiseWindow();
    ask(2);
    onLoop(() -> log.questions.remove(0).lost());
    assertThat(answers).isEmpty();
    assertThat(refusals).isEqualTo(2);
  }

  @Test
  void aDeposedMemberRefusesWhatWaitsAndWhatComes() {
    ask(2);
    onLoop(server::stop);
    assertThat(refusals).isEqualTo(2);
    ask(1);
    assertThat(refusals).isEqualTo(3);
    raiseWindow(); // Of the old term: nobody waits for it.
    assertThat(log.questions).isEmpty();
  }

  @Test
  void tooManyWaitingRequestsAreRefused() {
    ask(TimestampServer.WAITING_MAX + 7);
    assertThat(refusals).isEqualTo(7);
  }

  @Test
  void theWindowIsRaisedAheadOfNeed() {
    raiseWindow();
    onLoop(server::begin);
    long first = log.window;
    world.run(Duration.ofSeconds(2));
    assertThat(log.proposals).hasSize(1);
    assertThat(log.window).isGreaterThan(first);
  }
}
