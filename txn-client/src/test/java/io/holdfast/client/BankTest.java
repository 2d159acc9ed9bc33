package io.holdfast.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.TxnTimeoutException;
import io.holdfast.client.fake.FakeCluster;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers between accounts while requests and answers are lost and regions split and move. */
final class BankTest {
  private static final int ACCOUNTS = 12;
  private static final int WORKERS = 4;
  private static final int TRANSFERS = 30;
  private static final long BALANCE = 100;

  private static Bytes account(int number) {
    return Bytes.utf8(String.format("account-%02d", number));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void everySnapshotHoldsTheWholeSum(long seed) throws Exception {
    try (SimWorld world = new SimWorld(seed, SimOptions.defaults())) {
      FakeCluster cluster = new FakeCluster(world, KeyMode.V1_TXN);
      Duration max = Duration.ofMinutes(30);
      Database db =
          world.call(
              cluster.client,
              "connect",
              () -> Database.connect(cluster.client.runtime(), ClusterTest.config()),
              max);
      world.call(
          cluster.client,
          "fill",
          () -> {
            db.run(
                tx -> {
                  for (int i = 0; i < ACCOUNTS; i++) {
                    tx.put(account(i), ClusterTest.b(BALANCE));
                  }
                });
            return true;
          },
          max);
      plantFaults(cluster, new SplittableRandom(seed));
      AtomicInteger ended = new AtomicInteger();
      AtomicInteger sums = new AtomicInteger();
      for (int worker = 0; worker < WORKERS; worker++) {
        SplittableRandom random = new SplittableRandom(seed * 31 + worker);
        world.spawn(
            cluster.client,
            "worker-" + worker,
            () -> {
              for (int i = 0; i < TRANSFERS; i++) {
                transfer(db, random);
                if (i % 5 == 0) {
                  assertThat(sum(db)).isEqualTo(ACCOUNTS * BALANCE);
                  sums.incrementAndGet();
                }
              }
              ended.incrementAndGet();
            });
      }
      assertThat(world.runUntil(() -> ended.get() == WORKERS, max)).isTrue();
      cluster.setFaults((method, request) -> Fault.NONE);
      assertThat(world.call(cluster.client, "check", () -> sum(db), max))
          .isEqualTo(ACCOUNTS * BALANCE);
      assertThat(sums).hasValue(WORKERS * TRANSFERS / 5);
    }
  }

  private static void plantFaults(FakeCluster cluster, SplittableRandom random) {
    Fault[] faults = Fault.values();
    cluster.setFaults(
        (method, request) -> {
          if (random.nextInt(40) == 0) {
            cluster.split(account(random.nextInt(ACCOUNTS)));
          }
          if (random.nextInt(40) == 0) {
            cluster.moveLeader(account(random.nextInt(ACCOUNTS)));
          }
          return random.nextInt(12) == 0 ? faults[random.nextInt(faults.length)] : Fault.NONE;
        });
  }

  private static void transfer(Database db, SplittableRandom random) {
    Bytes from = account(random.nextInt(ACCOUNTS));
    Bytes to = account(random.nextInt(ACCOUNTS));
    long amount = random.nextInt(10);
    if (from.equals(to)) {
      return;
    }
    try {
      db.run(
          tx -> {
            long source = ClusterTest.number(requireNonNull(tx.get(from)));
            long target = ClusterTest.number(requireNonNull(tx.get(to)));
            tx.put(from, ClusterTest.b(source - amount));
            tx.put(to, ClusterTest.b(target + amount));
          });
    } catch (CommitUndeterminedException | TxnTimeoutException e) {
      // Either outcome keeps the sum; only a torn one would not.
    }
  }

  private static long sum(Database db) {
    List<KeyValue> all = db.read(snap -> snap.scanPrefix(Bytes.utf8("account-")).batch(5).toList());
    assertThat(all).hasSize(ACCOUNTS);
    return all.stream().mapToLong(entry -> ClusterTest.number(entry.value())).sum();
  }
}
