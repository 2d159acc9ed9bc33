package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemcomparableCodecTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000f7",
    "61, 6100000000000000f8",
    "00, 0000000000000000f8",
    "61626364656667, 61626364656667 00fe",
    "6162636465666768, 6162636465666768ff 0000000000000000f7",
    "616263646566676869, 6162636465666768ff 6900000000000000f8",
    "ffffffffffffffff, ffffffffffffffffff 0000000000000000f7",
    "61626364656667686162636465666768,"
        + " 6162636465666768ff 6162636465666768ff 0000000000000000f7"
  })
  void keysEncodeToTheirGoldenForm(String key, String encoded) {
    Bytes expected = Bytes.hex(encoded.replace(" ", ""));
    assertThat(MemcomparableCodec.encode(Bytes.hex(key))).isEqualTo(expected);
    assertThat(MemcomparableCodec.decode(expected)).isEqualTo(Bytes.hex(key));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 8192})
  void lengthsAroundTheGroupSizeSurviveTheRoundTrip(int length) {
    byte[] array = new byte[length];
    new SplittableRandom(length).nextBytes(array);
    Bytes key = Bytes.wrap(array);
    Bytes encoded = MemcomparableCodec.encode(key);
    assertThat(encoded.length()).isEqualTo(MemcomparableCodec.encodedLength(length));
    assertThat(MemcomparableCodec.decode(encoded)).isEqualTo(key);
    Bytes followed = encoded.concat(Bytes.hex("ffff00"));
    assertThat(MemcomparableCodec.encodedPrefixLength(followed)).isEqualTo(encoded.length());
    assertThat(MemcomparableCodec.decodePrefix(followed)).isEqualTo(key);
  }

  @Test
  void aSliceEncodesLikeItsCopy() {
    Bytes slice = Bytes.utf8("xxhello worldxx").slice(2, 13);
    assertThat(MemcomparableCodec.encode(slice))
        .isEqualTo(MemcomparableCodec.encode(Bytes.utf8("hello world")));
    Bytes encoded = Bytes.utf8("p").concat(MemcomparableCodec.encode(slice)).slice(1);
    assertThat(MemcomparableCodec.decode(encoded)).isEqualTo(slice);
  }

  @Test
  void theOrderOfKeysIsTheOrderOfTheirEncodedForms() {
    SplittableRandom random = new SplittableRandom(7);
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      keys.add(randomKey(random));
    }
    for (Bytes a : keys) {
      for (Bytes b : keys) {
        int plain = Integer.signum(a.compareTo(b));
        Bytes encodedA = MemcomparableCodec.encode(a);
        Bytes encodedB = MemcomparableCodec.encode(b);
        assertThat(Integer.signum(encodedA.compareTo(encodedB))).isEqualTo(plain);
        assertThat(encodedA.startsWith(encodedB)).isEqualTo(plain == 0);
      }
    }
  }

  /** Few distinct bytes and lengths around the group size, so that prefixes are frequent. */
  private static Bytes randomKey(SplittableRandom random) {
    byte[] array = new byte[random.nextInt(20)];
    byte[] alphabet = {0, 1, (byte) 0xFE, (byte) 0xFF};
    for (int i = 0; i < array.length; i++) {
      array[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return Bytes.wrap(array);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // No group at all.
        "61", // Half a group.
        "6162636465666768", // No marker.
        "6162636465666768ff", // A full group, but no last one.
        "6162636465666768ff00", // The last group is cut.
        "6100000000000000f6", // More padding than a group holds.
        "6100000000000001f8", // Padding that is not zero.
        "6100000000000000f800" // Something behind the key.
      })
  void whatIsNotAnEncodedKeyIsRefusedWithATypedError(String input) {
    assertThatThrownBy(() -> MemcomparableCodec.decode(Bytes.hex(input)))
        .isInstanceOf(MalformedKeyException.class);
  }

  @Test
  void everyCutOfAnEncodedKeyIsRefused() {
    Bytes encoded = MemcomparableCodec.encode(Bytes.utf8("a key of some length"));
    for (int length = 0; length < encoded.length(); length++) {
      Bytes cut = encoded.slice(0, length);
      assertThatThrownBy(() -> MemcomparableCodec.decode(cut))
          .isInstanceOf(MalformedKeyException.class);
    }
  }
}
