package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two classes, one cluster, and nothing of the first for the second. */
class SharedExtensionTest {
  private static final List<LocalCluster> SEEN = new ArrayList<>();
  private static final Bytes KEY = Bytes.utf8("key");
  private static final LocalClusterOptions ONE = LocalClusterOptions.defaults().withStores(1);

  private static void use(LocalCluster cluster, Database db) {
    assertThat(SEEN).allMatch(before -> before == cluster);
    SEEN.add(cluster);
    assertThat(db.<Bytes>read(snapshot -> snapshot.get(KEY))).isNull();
    db.run(tx -> tx.put(KEY, KEY));
  }

  @Nested
  class First {
    @RegisterExtension static final HoldfastExtension HOLDFAST = HoldfastExtension.shared(ONE);

    @Test
    void finds(LocalCluster cluster, Database db) {
      use(cluster, db);
    }
  }

  @Nested
  class Second {
    @RegisterExtension static final HoldfastExtension HOLDFAST = HoldfastExtension.shared(ONE);

    @Test
    void finds(LocalCluster cluster, Database db) {
      use(cluster, db);
    }
  }
}
