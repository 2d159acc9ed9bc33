package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.error.IncompatibleClusterException;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.server.StoreStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real cluster in one JVM: threads, sockets, RocksDB and log files. */
class LocalClusterTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes VALUE = Bytes.utf8("value");

  @TempDir private Path directory;

  private static Bytes read(Database db, Bytes key) {
    return db.read(snapshot -> snapshot.get(key));
  }

  @Test
  void whatWasWrittenSurvivesTheDeathAndReturnOfEveryStoreInTurn() {
    try (LocalCluster cluster = LocalCluster.start()) {
      Database db = cluster.database();
      db.admin().splitRegion(List.of(Bytes.utf8("m")));
      for (int store = 0; store < cluster.storeCount(); store++) {
        Bytes key = Bytes.utf8("key-" + store);
        db.run(tx -> tx.put(key, VALUE));
        cluster.killStore(store);
        assertThat(read(db, key)).as("while store %d is dead", store).isEqualTo(VALUE);
        cluster.startStore(store);
      }
      for (int store = 0; store < cluster.storeCount(); store++) {
        assertThat(read(db, Bytes.utf8("key-" + store))).isEqualTo(VALUE);
      }
    }
  }

  @Test
  void aClearedClusterHasNoKeysOfApplications() {
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1))) {
      Database db = cluster.database();
      db.run(
          tx -> {
            for (int i = 0; i < 1_100; i++) {
              tx.put(Bytes.utf8("key-" + i), VALUE);
            }
          });
      cluster.clear();
      assertThat(db.<Boolean>read(s -> s.scan(KeyRange.ALL).toList().isEmpty())).isTrue();
      db.run(tx -> tx.put(KEY, VALUE));
      assertThat(read(db, KEY)).isEqualTo(VALUE);
    }
  }

  @Test
  void aKeptDirectoryServesAgainAndRefusesAnotherKeyMode() {
    LocalClusterOptions options =
        LocalClusterOptions.defaults().withStores(1).withDirectory(directory);
    try (LocalCluster cluster = LocalCluster.start(options)) {
      cluster.database().run(tx -> tx.put(KEY, VALUE));
    }
    try (LocalCluster cluster = LocalCluster.start(options)) {
      assertThat(read(cluster.database(), KEY)).isEqualTo(VALUE);
    }
    assertThatThrownBy(() -> LocalCluster.start(options.withKeyMode(KeyMode.V1_RAW)))
        .hasMessageContaining("key mode");
  }

  @Test
  void aDirectoryInUseIsRefused() {
    LocalClusterOptions options =
        LocalClusterOptions.defaults().withStores(1).withDirectory(directory);
    try (LocalCluster cluster = LocalCluster.start(options)) {
      assertThat(cluster.storeCount()).isEqualTo(1);
      assertThatThrownBy(() -> LocalCluster.start(options)).hasMessageContaining("in use");
    }
  }

  @Test
  void aFaultOfTheEngineEndsTheStartWithItsReason() throws IOException {
    LocalClusterOptions options =
        LocalClusterOptions.defaults().withStores(1).withDirectory(directory);
    try (LocalCluster cluster = LocalCluster.start(options)) {
      cluster.database().run(tx -> tx.put(KEY, VALUE));
    }
    Path current = directory.resolve("store-1").resolve("data").resolve("CURRENT");
    byte[] good = Files.readAllBytes(current);
    Files.writeString(current, "rubbish");
    assertThatThrownBy(() -> LocalCluster.start(options))
        .isInstanceOf(StoreStartException.class)
        .hasMessageContaining("RocksDB open failed")
        .hasMessageContaining("CURRENT");
    Files.write(current, good);
    try (LocalCluster cluster = LocalCluster.start(options)) {
      assertThat(read(cluster.database(), KEY)).isEqualTo(VALUE);
    }
  }

  @Test
  void aClientForTheOtherKeyModeIsRefusedUpFront() {
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1))) {
      ClientConfig raw = ClientConfig.of(cluster.pd().toString()).withKeyMode(KeyMode.V1_RAW);
      assertThatThrownBy(() -> Database.connect(raw))
          .isInstanceOf(IncompatibleClusterException.class);
    }
  }

  @Test
  void withoutADirectoryNothingIsLeftBehind() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path used;
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1))) {
      used = cluster.directory();
      assertThat(used).startsWith(temporary).isDirectory();
    }
    assertThat(Files.exists(used)).isFalse();
  }
}
