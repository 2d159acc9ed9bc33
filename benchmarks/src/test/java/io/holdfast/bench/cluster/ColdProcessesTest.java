package io.holdfast.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.net.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColdProcessesTest {
  @Test
  void nodesReadTheArchiveThatThisJvmReads() {
    assertThat(
            ColdProcesses.archive(
                List.of("-Xmx2g", "-XX:SharedArchiveFile=/x/classes.jsa", "-Xshare:auto", "-ea")))
        .containsExactly("-XX:SharedArchiveFile=/x/classes.jsa", "-Xshare:auto");
    assertThat(ColdProcesses.archive(List.of("-Xmx2g"))).isEmpty();
  }

  @Test
  void addressesAreReadFromTheReadyLine() {
    String ready = "READY sql=127.0.0.1:5432 status=127.0.0.1:8080";

    assertThat(SqlProcess.told(ready, "status=")).isEqualTo(new Address("127.0.0.1", 8080));
    assertThatThrownBy(() -> SqlProcess.told(ready, "pd="))
        .hasMessageContaining("no pd= in 'READY");
  }
}
