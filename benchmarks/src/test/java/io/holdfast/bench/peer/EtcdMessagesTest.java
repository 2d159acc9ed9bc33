package io.holdfast.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EtcdMessagesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] message) {
    return HexFormat.of().formatHex(message);
  }

  @Test
  void requestsHaveTheFieldsOfItsProtocol() {
    assertThat(hex(EtcdMessages.put(bytes("k"), bytes("v")))).isEqualTo("0a016b" + "120176");
    assertThat(hex(EtcdMessages.get(bytes("k")))).isEqualTo("0a016b");
    assertThat(hex(EtcdMessages.scan(bytes("a"), bytes("b"), 20)))
        .isEqualTo("0a0161" + "120162" + "1814");
  }

  @Test
  void pairsOfAnAnswerAreCountedAndTheRestSkipped() {
    // Header, two pairs (field 2), a count.
    byte[] answer = HexFormat.of().parseHex("0a02081e" + "12030a016b" + "12030a016c" + "2002");

    assertThat(EtcdMessages.rows(answer)).isEqualTo(2);
    assertThat(EtcdMessages.rows(new byte[0])).isZero();
  }
}
