package io.holdfast.pd.tso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimestampOracleTest {
  private static final long NOW = 1_700_000_000_000L;
  private final ManualClock clock = new ManualClock(NOW);

  private TimestampOracle serving() {
    TimestampOracle oracle = new TimestampOracle(clock, 0);
    oracle.windowApplied(oracle.wantedWindowMillis());
    return oracle;
  }

  @Test
  void nothingIsHandedOutBeforeTheFirstWindowIsApplied() {
    TimestampOracle oracle = new TimestampOracle(clock, 0);
    assertThat(oracle.allocate(1)).isEqualTo(TimestampOracle.NONE);
    oracle.windowApplied(oracle.wantedWindowMillis());
    assertThat(Timestamp.physicalMillis(oracle.allocate(1))).isEqualTo(NOW + 1);
  }

  @Test
  void aNewLeaderBeginsAboveTheWindowItFoundAlsoWhenItsClockIsBehind() {
    TimestampOracle oracle = new TimestampOracle(clock, NOW + 60_000);
    oracle.windowApplied(oracle.wantedWindowMillis());
    assertThat(Timestamp.physicalMillis(oracle.allocate(1))).isEqualTo(NOW + 60_001);
  }

  @Test
  void aBatchIsConsecutiveAndLiesWithinOneMillisecond() {
    TimestampOracle oracle = serving();
    long first = oracle.allocate(10);
    long second = oracle.allocate(5);
    assertThat(Timestamp.logical(first)).isEqualTo(9);
    assertThat(second).isEqualTo(first + 5);
  }

  @Test
  void theNextMillisecondBeginsEarlyWhenTheCounterIsUsedUp() {
    TimestampOracle oracle = serving();
    long last = oracle.allocate(1);
    for (int i = 0; i < 30; i++) {
      long next = oracle.allocate(TimestampOracle.COUNT_MAX);
      assertThat(next - last).isGreaterThanOrEqualTo(TimestampOracle.COUNT_MAX);
      assertThat(Timestamp.logical(next)).isGreaterThanOrEqualTo(TimestampOracle.COUNT_MAX - 1);
      last = next;
    }
    assertThat(Timestamp.physicalMillis(last)).isEqualTo(NOW + 2);
  }

  @Test
  void theWindowIsNeverPassed() {
    TimestampOracle oracle = serving();
    clock.jumpWallMillis(1); // The oracle began a millisecond ahead; now nothing nudges it.
    long window = oracle.windowMillis();
    clock.advanceMillis(TimestampOracle.WINDOW_MILLIS);
    assertThat(Timestamp.physicalMillis(oracle.allocate(1))).isEqualTo(window);
    clock.advanceMillis(1);
    assertThat(oracle.allocate(1)).isEqualTo(TimestampOracle.NONE);
    assertThat(oracle.windowRunsLow()).isTrue();
  }

  @Test
  void aLowerWindowIsIgnored() {
    TimestampOracle oracle = serving();
    long window = oracle.windowMillis();
    oracle.windowApplied(window - 1);
    assertThat(oracle.windowMillis()).isEqualTo(window);
  }

  @Test
  void aCountOutsideTheBoundsIsABug() {
    TimestampOracle oracle = serving();
    assertThatThrownBy(() -> oracle.allocate(0)).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> oracle.allocate(TimestampOracle.COUNT_MAX + 1))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aWallClockThatJumpsAheadIsFollowedByOnePercent() {
    TimestampOracle oracle = serving();
    clock.jumpWallMillis(3_600_000);
    long before = oracle.physicalMillis();
    for (int i = 0; i < 1_000; i++) {
      clock.advanceMillis(1);
      oracle.physicalMillis();
    }
    assertThat(oracle.physicalMillis() - before).isBetween(1_009L, 1_011L);
  }

  @Test
  void aWallClockThatJumpsBackSlowsTheOracleByOnePercentAndNeverTurnsIt() {
    TimestampOracle oracle = serving();
    clock.jumpWallMillis(-3_600_000);
    long start = oracle.physicalMillis();
    long before = start;
    for (int i = 0; i < 10_000; i++) {
      clock.advanceNanos(100_000);
      long now = oracle.physicalMillis();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
    assertThat(before - start).isBetween(989L, 991L);
  }

  @Test
  void aSmallDistanceToTheWallClockIsClosedExactly() {
    TimestampOracle oracle = serving();
    clock.jumpWallMillis(5);
    for (int i = 0; i < 2_000; i++) {
      clock.advanceMillis(1);
      oracle.physicalMillis();
    }
    assertThat(oracle.physicalMillis()).isEqualTo(clock.wallMillis());
  }

  /** T1 and T2 against a model: whatever clocks and crashes do, timestamps only rise. */
  @Test
  void timestampsOnlyRiseOverCrashesClockJumpsAndLostWindows() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ManualClock shaken = new ManualClock(NOW);
      long persisted = 0;
      long highest = 0;
      TimestampOracle oracle = new TimestampOracle(shaken, persisted);
      for (int step = 0; step < 2_000; step++) {
        switch (random.nextInt(7)) {
          case 0 -> shaken.advanceNanos(random.nextLong(50_000_000));
          case 1 -> shaken.jumpWallMillis(random.nextLong(-100_000, 100_000));
          case 2 -> {
            persisted = Math.max(persisted, oracle.wantedWindowMillis());
            oracle.windowApplied(persisted);
          }
          case 3 -> // Replicated, but the leader dies before it learns of it.
              persisted = Math.max(persisted, oracle.wantedWindowMillis());
          case 4 -> {
            if (random.nextInt(10) == 0) {
              oracle = new TimestampOracle(shaken, persisted);
            }
          }
          default -> {
            int count = 1 + random.nextInt(TimestampOracle.COUNT_MAX);
            long last = oracle.allocate(count);
            if (last != TimestampOracle.NONE) {
              assertThat(last - count).as("seed %s", seed).isGreaterThanOrEqualTo(highest);
              assertThat(Timestamp.physicalMillis(last)).isLessThanOrEqualTo(persisted);
              assertThat(Timestamp.physicalMillis(last - count + 1))
                  .isEqualTo(Timestamp.physicalMillis(last));
              highest = last;
            }
          }
        }
      }
      assertThat(highest).isPositive();
    }
  }
}
