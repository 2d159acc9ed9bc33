package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.id.Timestamp;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rule T4: one start with a wrong clock does not move timestamps into another year. */
final class WildClockTest {
  private final PdBench bench = new PdBench(29);

  @AfterEach
  void stop() {
    bench.close();
  }

  private long physical() {
    return Timestamp.of(bench.timestamp(1).value().getTimestamp()).physicalMillis();
  }

  private void again() throws PdStartException {
    bench.node.kill();
    bench.node.restart();
    bench.start();
  }

  @Test
  void aClockYearsAheadAtAStartIsNotBelieved() throws PdStartException {
    bench.start();
    long before = physical();
    bench.node.jumpWallClock(Duration.ofDays(4_000));
    again();
    assertThat(physical()).isBetween(before, before + 60_000);
    bench.node.jumpWallClock(Duration.ofDays(-4_000));
    again();
    assertThat(physical()).isBetween(before, before + 60_000);
  }

  @Test
  void weeksOfAbsenceAreMadeUpForAtOnce() throws PdStartException {
    bench.start();
    long before = physical();
    bench.node.jumpWallClock(Duration.ofDays(20));
    again();
    assertThat(physical()).isGreaterThan(before + Duration.ofDays(19).toMillis());
  }
}
