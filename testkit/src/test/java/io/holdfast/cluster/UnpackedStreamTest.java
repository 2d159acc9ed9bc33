package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that travel together are watched, lost, repeated and held back one by one. */
class UnpackedStreamTest {
  private static final int KEYS = 20;
  private static final ClientHabits TOGETHER = ClientHabits.USUAL.withStreaming();

  private static Bytes key(int i) {
    return Bytes.utf8("key-" + i);
  }

  private static void writeAll(SimulatedCluster cluster, String value) throws Exception {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Bytes key = key(i);
      writes.add(
          cluster
              .database()
              .transactAsync(
                  tx -> {
                    tx.put(key, Bytes.utf8(value));
                    return CompletableFuture.completedFuture(true);
                  }));
    }
    for (CompletableFuture<?> write : writes) {
      cluster.clientRuntime().await(write);
    }
  }

  private static List<Optional<Bytes>> readAll(SimulatedCluster cluster) throws Exception {
    Snapshot snapshot = cluster.database().snapshot(ReadOptions.latest());
    List<CompletableFuture<Optional<Bytes>>> reads = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      reads.add(snapshot.getAsync(key(i)));
    }
    List<Optional<Bytes>> found = new ArrayList<>();
    for (CompletableFuture<Optional<Bytes>> read : reads) {
      found.add(cluster.clientRuntime().await(read));
    }
    return found;
  }

  @Test
  void theBooksHearEveryAnswerOfABatch() {
    try (SimulatedCluster cluster =
        SimulatedCluster.start(SimulatedClusterOptions.of(1).withHabits(TOGETHER))) {
      cluster.run(
          () -> {
            writeAll(cluster, "value");
            long before = cluster.invariants().toldKeys();
            assertThat(readAll(cluster)).containsOnly(Optional.of(Bytes.utf8("value")));
            assertThat(cluster.invariants().toldKeys() - before).isGreaterThanOrEqualTo(KEYS);
          });
    }
  }

  @Test
  void whatIsLateOrComesTwiceHarmsNobody() {
    ClientHabits late = new ClientHabits(0.3, false, true);
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(2).withHabits(late).withLateDuplicates(0.5);
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      cluster.run(
          () -> {
            writeAll(cluster, "one");
            writeAll(cluster, "two");
            assertThat(readAll(cluster)).containsOnly(Optional.of(Bytes.utf8("two")));
          });
    }
  }

  @Test
  void anAnswerToACommitIsLostInABatchToo() {
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(3).withHabits(TOGETHER).withLostCommits(1);
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      Database database = cluster.database();
      Bytes value = Bytes.utf8("value");
      cluster.run(
          () ->
              assertThatThrownBy(() -> database.run(tx -> tx.put(key(0), value)))
                  .isInstanceOf(CommitUndeterminedException.class));
      cluster.run(
          () ->
              assertThat(database.<Bytes>read(snapshot -> snapshot.get(key(0)))).isEqualTo(value));
    }
  }
}
