package io.holdfast.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubjectsTest {
  @Test
  void theEngineHasItsKeysAndTakesMore() {
    EngineBenchmark engine = new EngineBenchmark();
    engine.fill();
    try {
      assertThat(engine.get().length()).isEqualTo(100);
      assertThat(engine.getAbsent()).isTrue();
      assertThat(engine.writeOne()).isEqualTo(1);
      assertThat(engine.writeSixtyFour()).isEqualTo(64);
      assertThat(engine.scanTwenty()).isEqualTo(20 * (100 + 16));
    } finally {
      engine.close();
    }
  }

  @Test
  void aReadFindsTheNewestAndTheOldestVersion() {
    MvccReadBenchmark reads = new MvccReadBenchmark();
    reads.versions = 10;
    reads.fill();
    try {
      assertThat(reads.getNewest().length()).isEqualTo(100);
      assertThat(reads.getOldest().length()).isEqualTo(100);
    } finally {
      reads.close();
    }
  }

  @Test
  void timestampsGoUpByAsManyAsWereAskedFor() {
    TimestampBenchmark oracle = new TimestampBenchmark();

    long first = oracle.one();
    long second = oracle.sixtyFour();

    assertThat(second - first).isGreaterThanOrEqualTo(64);
  }
}
