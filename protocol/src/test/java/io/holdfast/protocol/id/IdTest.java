package io.holdfast.protocol.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class IdTest {
  @Test
  void aTimestampIsItsMillisecondsShiftedByEighteenBits() {
    Timestamp timestamp = new Timestamp(1_700_000_000_000L, 5);
    assertThat(timestamp.toLong()).isEqualTo(1_700_000_000_000L * 262_144 + 5);
    assertThat(Timestamp.of(timestamp.toLong())).isEqualTo(timestamp);
    assertThat(Timestamp.of(timestamp.toWire())).isEqualTo(timestamp);
    assertThat(timestamp).isLessThan(new Timestamp(1_700_000_000_001L, 0));
  }

  @Test
  void aLogicalPartThatDoesNotFitIsRefused() {
    assertThat(new Timestamp(1, 262_143).toLong()).isEqualTo(Timestamp.compose(2, 0) - 1);
    assertThatThrownBy(() -> new Timestamp(1, 262_144))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Timestamp(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Timestamp(1L << 46, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEpochIsOlderWhenEitherPartIs() {
    RegionEpoch epoch = new RegionEpoch(2, 3);
    assertThat(epoch.isOlderThan(new RegionEpoch(2, 3))).isFalse();
    assertThat(epoch.isOlderThan(new RegionEpoch(3, 3))).isTrue();
    assertThat(epoch.isOlderThan(new RegionEpoch(1, 4))).isTrue();
    assertThat(epoch.isOlderThan(new RegionEpoch(1, 3))).isFalse();
    assertThat(RegionEpoch.of(epoch.toWire())).isEqualTo(epoch);
  }
}
