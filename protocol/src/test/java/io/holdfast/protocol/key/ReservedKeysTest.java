package io.holdfast.protocol.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReservedKeysTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "smv",
        "smo",
        "smx",
        "smr",
        "smn",
        "smd\0\0\0\5",
        "sms\0\0\0\5\0\0\0\7",
        "smt\1\0\0\5abcd",
        "smg\0",
        "smb\0\0",
        "st\0\0\0\0\0\0\0\1r",
        "st\37"
      })
  void belongToSql(String key) {
    assertThat(ReservedKeys.contains(Bytes.utf8(key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "sm",
        "st",
        "smith",
        "small",
        "smoke",
        "smd",
        "smtp:1",
        "smva",
        "status",
        "st 1",
        "session:7",
        "t\0",
        "sn\0",
        "rm\0\0",
        "smd 1"
      })
  void belongToEverybody(String key) {
    assertThat(ReservedKeys.contains(Bytes.utf8(key))).isFalse();
  }
}
