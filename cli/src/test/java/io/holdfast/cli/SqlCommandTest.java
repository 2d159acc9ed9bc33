package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whoever opens SQL to a network is told what that means. */
final class SqlCommandTest {
  @Test
  void anAddressThatOthersReachIsWarnedOf() {
    assertThat(SqlCommand.warning("0.0.0.0"))
        .startsWith("holdfast: warning: 0.0.0.0 can be reached from other machines")
        .contains("no password");
    assertThat(SqlCommand.warning("192.0.2.7")).contains("192.0.2.7");
    assertThat(SqlCommand.warning("::")).isNotNull();
  }

  @Test
  void thisMachineAloneIsNot() {
    assertThat(SqlCommand.warning("127.0.0.1")).isNull();
    assertThat(SqlCommand.warning("localhost")).isNull();
    assertThat(SqlCommand.warning("::1")).isNull();
  }
}
