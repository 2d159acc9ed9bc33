package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampCodecTest {
  @Test
  void theGoldenFormIsTheInvertedTimestampInBigEndianOrder() {
    assertThat(TimestampCodec.append(Bytes.utf8("k"), 0x0102030405060708L))
        .isEqualTo(Bytes.hex("6bfefdfcfbfaf9f8f7"));
    assertThat(TimestampCodec.append(Bytes.EMPTY, 0)).isEqualTo(Bytes.hex("ffffffffffffffff"));
    assertThat(TimestampCodec.append(Bytes.EMPTY, -1)).isEqualTo(Bytes.hex("0000000000000000"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 255, 256, 1L << 18, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void timestampsSurviveTheRoundTrip(long timestamp) {
    Bytes key = Bytes.utf8("some key");
    Bytes versioned = TimestampCodec.encode(key, timestamp);
    assertThat(versioned)
        .isEqualTo(TimestampCodec.append(MemcomparableCodec.encode(key), timestamp));
    assertThat(TimestampCodec.timestamp(versioned)).isEqualTo(timestamp);
    assertThat(MemcomparableCodec.decode(TimestampCodec.key(versioned))).isEqualTo(key);
  }

  @Test
  void newerVersionsOfAKeySortFirstAndBeforeTheNextKey() {
    Bytes newest = TimestampCodec.encode(Bytes.utf8("a"), 200);
    Bytes older = TimestampCodec.encode(Bytes.utf8("a"), 100);
    Bytes oldest = TimestampCodec.encode(Bytes.utf8("a"), 0);
    Bytes longerKey = TimestampCodec.encode(Bytes.utf8("a\0"), Long.MAX_VALUE);
    assertThat(newest).isLessThan(older);
    assertThat(older).isLessThan(oldest);
    assertThat(oldest).isLessThan(longerKey);
  }

  @Test
  void aKeyTooShortForATimestampIsRefused() {
    Bytes sevenBytes = Bytes.hex("00000000000000");
    assertThatThrownBy(() -> TimestampCodec.timestamp(sevenBytes))
        .isInstanceOf(MalformedKeyException.class);
    assertThatThrownBy(() -> TimestampCodec.key(sevenBytes))
        .isInstanceOf(MalformedKeyException.class);
  }
}
