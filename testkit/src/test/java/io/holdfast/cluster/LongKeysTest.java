package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.client.TxOptions;
import io.holdfast.client.txn.Limits;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keys of any legal length, in transactions of any legal size: each lock repeats the primary. */
final class LongKeysTest {
  private static final TxOptions ONCE =
      TxOptions.builder().timeout(Duration.ofSeconds(20)).maxAttempts(1).build();

  private static void written(String first, int others, String behind) {
    try (SimulatedCluster cluster = SimulatedCluster.start(51)) {
      cluster.run(
          () -> {
            Database database = cluster.database();
            database.run(
                ONCE,
                tx -> {
                  tx.put(Bytes.utf8(first), Bytes.utf8("v"));
                  for (int i = 0; i < others; i++) {
                    String key = String.format(Locale.ROOT, "q%05d%s", i, behind);
                    tx.put(Bytes.utf8(key), Bytes.utf8("v"));
                  }
                });
            long found =
                database.<Integer>read(then -> then.scan(KeyRange.ALL).keysOnly().toList().size());
            assertThat(found).isEqualTo(1 + others);
          });
    }
  }

  @Test
  void oneLongKeyBeforeManyShortOnes() {
    written("p".repeat(Limits.KEY_BYTES_MAX), 3_000, "");
  }

  @Test
  void allKeysAreLong() {
    written("p".repeat(Limits.KEY_BYTES_MAX), 700, "x".repeat(Limits.KEY_BYTES_MAX - 6));
  }
}
