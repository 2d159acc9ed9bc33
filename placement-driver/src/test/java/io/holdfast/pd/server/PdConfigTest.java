package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PdConfigTest {
  @Test
  void everySettingIsRead() {
    PdConfig config =
        PdConfig.parse(
            """
            name = "pd-7"
            data-dir = "/var/lib/pd"
            listen = "0.0.0.0:2379"
            advertise = "pd7.example:2379"
            key-mode = "raw"
            replicas = 5
            compact-entries = 100
            store-down-seconds = 3600
            leader-balance = "off"
            """);
    assertThat(config)
        .isEqualTo(
            new PdConfig(
                "pd-7",
                Path.of("/var/lib/pd"),
                new Address("0.0.0.0", 2379),
                new Address("pd7.example", 2379),
                KeyMode.V1_RAW,
                5,
                100,
                Duration.ofHours(1),
                false));
  }

  @Test
  void onlyTheDirectoryIsNeeded() {
    assertThat(PdConfig.parse("data-dir = 'x'")).isEqualTo(PdConfig.of(Path.of("x")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name = 'a' | data-dir is missing",
        "data-dir = 'x'; colour = 3 | unknown setting 'colour'",
        "data-dir = 7 | data-dir must be a text",
        "data-dir = 'x'; listen = 'here' | listen is not host:port",
        "data-dir = 'x'; listen = 'h:70000' | listen is not host:port",
        "data-dir = 'x'; key-mode = 'both' | key-mode must be txn, raw or v2",
        "data-dir = 'x'; replicas = 2 | replicas must be an odd number",
        "data-dir = 'x'; replicas = 'three' | replicas must be a number",
        "data-dir = 'x'; replicas = 99999999999 | replicas must be a number",
        "data-dir = 'x'; leader-balance = 'no' | leader-balance is",
        "data-dir = 'x'; compact-entries = 0 | compact-entries must be positive",
        "data-dir = 'x'; store-down-seconds = 5 | store-down-seconds must be at least 30",
        "data-dir = 'x'; name = '' | name must not be empty",
        "data-dir = | Unexpected"
      })
  void whatIsWrongIsSaidInOneLine(String toml, String message) {
    assertThatThrownBy(() -> PdConfig.parse(toml.replace("; ", "\n")))
        .isInstanceOf(PdConfigException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }
}
