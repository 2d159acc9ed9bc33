package io.holdfast.bench.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColdResultTest {
  private static final ColdResult RESULT =
      new ColdResult(
          true,
          List.of(
              new ColdResult.Try(900, 2_500, 7),
              new ColdResult.Try(1_000, 9_000, 8),
              new ColdResult.Try(800, 2_000, 6)));

  @Test
  void theMiddleTryCountsAndTheWorstIsTold() {
    assertThat(RESULT.line())
        .contains("with archive", "first write 900 ms", "p50 2500 ms", "max 9000 ms", "7.0 s");
    Map<String, Object> object = RESULT.object(Map.of("load", "none"));
    assertThat(object.get("threeReplicasMillis")).isEqualTo(2_500.0);
    assertThat(object.get("firstWriteMillis")).isEqualTo(900.0);
    assertThat(object.get("archive")).isEqualTo(true);
    assertThat(object.get("conditions")).isEqualTo(Map.of("load", "none"));
  }

  @Test
  void noTriesAreNoResult() {
    assertThatThrownBy(() -> new ColdResult(false, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
