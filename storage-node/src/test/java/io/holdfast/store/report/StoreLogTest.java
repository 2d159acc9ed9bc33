package io.holdfast.store.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.RaftEvents;
import io.holdfast.raft.core.Role;
import io.holdfast.runtime.time.Clock;
import io.holdfast.store.report.StoreLog.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class StoreLogTest {
  private long nanos;
  private final Clock clock =
      new Clock() {
        @Override
        public long nanos() {
          return nanos;
        }

        @Override
        public long wallMillis() {
          return 0;
        }
      };

  @Test
  void everyEventIsCounted() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    StoreLog log = new StoreLog(clock, meters, 7);
    RaftEvents events = new RegionRaftEvents(log, 3);
    for (int term = 1; term <= 50; term++) {
      events.onRole(Role.CANDIDATE, term, 0);
      events.onRole(Role.LEADER, term, 1);
      events.onStepDown(term, "no quorum");
    }
    events.onRole(Role.FOLLOWER, 51, 2);
    log.tell(Event.PD_LOST, 0, "away");
    assertThat(count(meters, "elections.won")).isEqualTo(50);
    assertThat(count(meters, "campaigns")).isEqualTo(50);
    assertThat(count(meters, "leaderships.lost")).isEqualTo(50);
    assertThat(count(meters, "pd.lost")).isEqualTo(1);
    assertThat(count(meters, "splits")).isZero();
  }

  private static double count(SimpleMeterRegistry meters, String name) {
    return meters.get("holdfast.store.events." + name).tag("store", "7").counter().count();
  }

  @Test
  void aFloodOfOneKindIsAFewLinesAndASum() {
    LineBudget budget = new LineBudget(clock);
    for (int i = 0; i < LineBudget.LINES_MAX; i++) {
      assertThat(budget.take()).isTrue();
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.take()).isFalse();
    }
    nanos += LineBudget.WINDOW_NANOS;
    assertThat(budget.take()).isTrue();
    assertThat(budget.takeLeftOut()).isEqualTo(1_000);
    assertThat(budget.takeLeftOut()).isZero();
  }
}
