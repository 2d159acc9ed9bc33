package io.holdfast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client whose short requests travel together, on real threads and sockets. */
class StreamingClientTest {
  private static final int KEYS = 200;

  private static Bytes key(int i) {
    return Bytes.utf8("key-" + i);
  }

  private static List<Bytes> writeAndRead(Database database, String value) {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Bytes key = key(i);
      writes.add(
          database.transactAsync(
              tx -> {
                tx.put(key, Bytes.utf8(value));
                return CompletableFuture.completedFuture(true);
              }));
    }
    CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).join();
    return database.read(
        snapshot -> {
          List<CompletableFuture<Bytes>> reads = new ArrayList<>();
          for (int i = 0; i < KEYS; i++) {
            reads.add(snapshot.getAsync(key(i)).thenApply(found -> found.orElse(Bytes.EMPTY)));
          }
          return reads.stream().map(CompletableFuture::join).toList();
        });
  }

  @Test
  void requestsShareMessagesAndSurviveTheDeathOfAStore() {
    try (LocalCluster cluster = LocalCluster.start();
        Database database =
            Database.connect(ClientConfig.of(List.of(cluster.pd())).withStreaming(true))) {
      assertThat(writeAndRead(database, "before")).hasSize(KEYS).containsOnly(Bytes.utf8("before"));
      double requests = count(cluster, "holdfast.store.batches.requests");
      double batches = count(cluster, "holdfast.store.batches");
      assertThat(requests)
          .as("a prewrite, a commit and a get each")
          .isGreaterThanOrEqualTo(3 * KEYS);
      assertThat(batches).as("messages of %s requests", requests).isLessThan(requests / 2);
      double answers = count(cluster, "holdfast.store.batches.answers");
      double messages = count(cluster, "holdfast.store.batches.messages");
      assertThat(messages).as("messages of %s answers", answers).isLessThan(answers / 2);

      for (int store = 0; store < cluster.storeCount(); store++) {
        String value = "without store " + store;
        cluster.killStore(store);
        assertThat(writeAndRead(database, value)).containsOnly(Bytes.utf8(value));
        cluster.startStore(store);
      }
      assertThat(writeAndRead(database, "after")).containsOnly(Bytes.utf8("after"));
    }
  }

  private static double count(LocalCluster cluster, String counter) {
    return cluster.meters().find(counter).counters().stream().mapToDouble(Counter::count).sum();
  }
}
