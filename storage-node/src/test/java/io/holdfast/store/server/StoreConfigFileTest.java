package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreConfigFileTest {
  private static final String LEAST = "data-dir = \"/d\"\npd = [\"h:1\"]\n";

  @Test
  void theLeastConfigurationHasDefaults() {
    StoreConfig config = StoreConfigFile.parse(LEAST, 2);
    assertThat(config.listen()).isEqualTo(new Address("127.0.0.1", 20160));
    assertThat(config.keyMode()).isEqualTo(KeyMode.V1_TXN);
    assertThat(config.statusListen()).isNull();
    assertThat(config.pipeline()).isEqualTo(StoreConfig.Pipeline.INLINE);
  }

  @Test
  void moreProcessorsThanTwoAreShared() {
    StoreConfig config = StoreConfigFile.parse(LEAST, 3);
    assertThat(config.pipeline()).isEqualTo(StoreConfig.Pipeline.STAGED);
    config = StoreConfigFile.parse(LEAST + "pipeline = \"inline\"", 64);
    assertThat(config.pipeline()).isEqualTo(StoreConfig.Pipeline.INLINE);
  }

  @Test
  void everythingCanBeSaid() {
    StoreConfig config =
        StoreConfigFile.parse(
            LEAST
                + """
                listen = "127.0.0.1:0"
                advertise = "s:5"
                status-listen = "127.0.0.1:0"
                key-mode = "raw"
                pipeline = "staged"
                store-heartbeat-millis = 500
                log-kept-silent-mib = 1
                log-kept-active-mib = 2
                log-kept-store-mib = 3
                [labels]
                zone = "a"
                """,
            2);
    assertThat(config.listen().port()).isZero();
    assertThat(config.advertised()).isEqualTo(new Address("s", 5));
    assertThat(config.keyMode()).isEqualTo(KeyMode.V1_RAW);
    assertThat(config.pipeline()).isEqualTo(StoreConfig.Pipeline.STAGED);
    assertThat(config.timing().storeHeartbeat()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.limits().logBytes())
        .isEqualTo(new StoreConfig.LogBytes(1 << 20, 2 << 20, 3 << 20, 16 << 20));
    assertThat(config.labels()).containsEntry("zone", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pd = ['h:1'] | data-dir",
        "data-dir = '/d' | pd",
        "data-dir = '/d'; pd = ['nonsense'] | address",
        "data-dir = '/d'; pd = ['h:1']; port = 5 | unknown key 'port'",
        "data-dir = '/d'; pd = ['h:1']; key-mode = 'v7' | key-mode",
        "data-dir = '/d'; pd = ['h:1']; listen = 5 | listen",
        "data-dir = '/d'; pd = ['h:1']; log-compaction-millis = 0 | positive",
        "data-dir = '/d'; pd = ['h:1']; log-kept-store-mib = 9999999 | log-kept-store-mib",
        "data-dir = | line 1"
      })
  void aMistakeIsNamedInOneLine(String text, String expected) {
    assertThatThrownBy(() -> StoreConfigFile.parse(text.replace('\'', '"').replace(';', '\n'), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected)
        .hasMessageNotContaining("\n");
  }
}
