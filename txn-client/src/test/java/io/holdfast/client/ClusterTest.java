package io.holdfast.client;

import io.holdfast.client.fake.FakeCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;

/** A client and a fake cluster in a simulated world. */
abstract class ClusterTest {
  static final Duration LONG = Duration.ofMinutes(5);

  final SimWorld world;
  final FakeCluster cluster;
  final Database db;

  ClusterTest(long seed, KeyMode keyMode) throws Exception {
    world = new SimWorld(seed, SimOptions.defaults());
    cluster = new FakeCluster(world, keyMode);
    db = call(() -> Database.connect(cluster.client.runtime(), config()));
  }

  static ClientConfig config() {
    return ClientConfig.of("pd:2379")
        .withRequestTimeout(Duration.ofMillis(500))
        .withOperationTimeout(Duration.ofSeconds(8))
        .withSettleTimeout(Duration.ofSeconds(4));
  }

  /** Runs blocking code of the application in the world. */
  final <T> T call(Callable<T> body) throws Exception {
    return world.call(cluster.client, "app", body, LONG);
  }

  final void run(Body body) throws Exception {
    call(
        () -> {
          body.run();
          return true;
        });
  }

  /** Code that may throw. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  @AfterEach
  void stop() {
    world.close();
  }

  static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  static Bytes b(long number) {
    return Bytes.utf8(Long.toString(number));
  }

  static long number(Bytes value) {
    return Long.parseLong(value.toUtf8());
  }
}
