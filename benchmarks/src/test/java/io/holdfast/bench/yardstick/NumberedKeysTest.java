package io.holdfast.bench.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberedKeysTest {
  @ParameterizedTest
  @CsvSource({"0,bench:0000000000", "907,bench:0000000907", "2147483647,bench:2147483647"})
  void keysAreAsLongAsEachOtherAndInOrder(int number, String key) {
    assertThat(new String(NumberedKeys.key(number), StandardCharsets.US_ASCII)).isEqualTo(key);
  }
}
