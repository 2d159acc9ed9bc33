package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyModeTest {
  private static final Bytes KEY = Bytes.utf8("key");

  @Test
  void rawClustersKeepBoundariesAsTheyAre() {
    assertThat(KeyMode.V1_RAW.boundary(KEY)).isEqualTo(KEY);
    assertThat(KeyMode.V1_RAW.position(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
    assertThat(KeyMode.V1_RAW.key(KEY)).isEqualTo(KEY);
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyMode.class,
      names = {"V1_TXN", "V2"})
  void otherClustersEncodeBoundaries(KeyMode mode) {
    assertThat(mode.boundary(KEY)).isEqualTo(MemcomparableCodec.encode(KEY));
    assertThat(mode.key(mode.boundary(KEY))).isEqualTo(KEY);
    assertThatThrownBy(() -> mode.key(KEY)).isInstanceOf(MalformedKeyException.class);
  }

  @ParameterizedTest
  @EnumSource(KeyMode.class)
  void infinityStaysEmptyAsABoundary(KeyMode mode) {
    assertThat(mode.boundaries(KeyRange.ALL)).isEqualTo(KeyRange.ALL);
    assertThat(mode.keys(KeyRange.ALL)).isEqualTo(KeyRange.ALL);
  }

  @Test
  void theEmptyKeyAsAPositionIsAKeyWhereBoundariesAreEncoded() {
    assertThat(KeyMode.V1_TXN.position(Bytes.EMPTY)).isEqualTo(Bytes.hex("0000000000000000f7"));
  }

  @ParameterizedTest
  @EnumSource(KeyMode.class)
  void modesSurviveTheWire(KeyMode mode) {
    assertThat(KeyMode.fromWire(mode.toWire())).isEqualTo(mode);
  }

  @Test
  void aModeOfTheFutureIsRefused() {
    assertThatThrownBy(
            () -> KeyMode.fromWire(io.holdfast.protocol.wire.internal.KeyMode.UNRECOGNIZED))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
