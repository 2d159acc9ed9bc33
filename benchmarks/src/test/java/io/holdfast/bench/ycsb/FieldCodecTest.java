package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FieldCodecTest {
  @Test
  void theLayoutIsNameLengthNameContentLengthContent() {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put("b", new byte[] {7});
    fields.put("ä", new byte[0]);

    assertThat(FieldCodec.encode(fields))
        .containsExactly(1, 'b', 1, 7, 2, (byte) 0xC3, (byte) 0xA4, 0);
  }

  @Test
  void whatWasEncodedComesBackInOrder() {
    SplittableRandom random = new SplittableRandom(17);
    for (int round = 0; round < 200; round++) {
      Map<String, byte[]> fields = new LinkedHashMap<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        byte[] content = new byte[random.nextInt(3) == 0 ? random.nextInt(40_000) : 100];
        random.nextBytes(content);
        fields.put("field" + random.nextInt(1_000), content);
      }

      Map<String, byte[]> decoded = FieldCodec.decode(FieldCodec.encode(fields), null);

      assertThat(decoded.keySet()).containsExactlyElementsOf(fields.keySet());
      fields.forEach((name, content) -> assertThat(decoded.get(name)).isEqualTo(content));
    }
  }

  @Test
  void onlyWantedFieldsAreDecoded() {
    byte[] encoded = FieldCodec.encode(Map.of("a", bytes("1"), "b", bytes("2"), "c", bytes("3")));

    assertThat(FieldCodec.decode(encoded, Set.of("b", "absent"))).containsOnlyKeys("b");
  }

  @Test
  void everyTruncationIsRefusedOrIsAWholeRecord() {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put("first", new byte[200]);
    fields.put("second", new byte[3]);
    byte[] encoded = FieldCodec.encode(fields);
    int firstField = encoded.length - ("second".length() + 1 + 3 + 1);
    for (int length = 1; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      if (length == firstField) {
        assertThat(FieldCodec.decode(cut, null)).containsOnlyKeys("first");
      } else {
        assertThatThrownBy(() -> FieldCodec.decode(cut, null))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("not a record of this driver");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
