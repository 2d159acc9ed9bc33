package io.holdfast.store.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LatchesTest {
  private final Latches latches = new Latches();
  private final List<String> order = new ArrayList<>();

  private Latches.Claim claim(String name, String... keys) {
    List<Bytes> all = List.of(keys).stream().map(Bytes::utf8).toList();
    Latches.Claim claim = latches.claim(all, () -> order.add(name));
    if (claim.acquired()) {
      order.add(name);
    }
    return claim;
  }

  @Test
  void commandsOfOneKeyRunInTheOrderTheyCame() {
    Latches.Claim first = claim("first", "a");
    Latches.Claim second = claim("second", "a");
    Latches.Claim third = claim("third", "a");
    assertThat(order).containsExactly("first");
    latches.release(first);
    assertThat(order).containsExactly("first", "second");
    latches.release(second);
    latches.release(third);
    assertThat(order).containsExactly("first", "second", "third");
    assertThat(latches.busySlots()).isZero();
  }

  @Test
  void aCommandWaitsForAllItsKeys() {
    Latches.Claim a = claim("a", "a");
    Latches.Claim b = claim("b", "b");
    Latches.Claim both = claim("both", "b", "a", "b");
    latches.release(a);
    assertThat(both.acquired()).isFalse();
    latches.release(b);
    assertThat(both.acquired()).isTrue();
    latches.release(both);
    assertThat(order).containsExactly("a", "b", "both");
  }

  @Test
  void noKeysNeedNoLatch() {
    Latches.Claim none = claim("none");
    assertThat(none.acquired()).isTrue();
    latches.release(none);
  }

  @Test
  void atRandomNoKeyIsHeldTwiceAndEverybodyGetsHisTurn() {
    SplittableRandom random = new SplittableRandom(5);
    Set<String> held = new HashSet<>();
    ArrayDeque<Runnable> running = new ArrayDeque<>();
    int[] finished = new int[1];
    int started = 3000;
    for (int i = 0; i < started; i++) {
      List<String> keys =
          random.ints(1 + random.nextInt(3), 0, 10).distinct().mapToObj(k -> "k" + k).toList();
      Latches.Claim[] mine = new Latches.Claim[1];
      Runnable run =
          () -> {
            keys.forEach(key -> assertThat(held.add(key)).as("held twice: %s", key).isTrue());
            running.add(
                () -> {
                  held.removeAll(keys);
                  finished[0]++;
                  latches.release(mine[0]);
                });
          };
      mine[0] = latches.claim(keys.stream().map(Bytes::utf8).toList(), run);
      if (mine[0].acquired()) {
        run.run();
      }
      if (random.nextBoolean() && !running.isEmpty()) {
        running.poll().run();
      }
    }
    while (!running.isEmpty()) {
      running.poll().run();
    }
    assertThat(finished[0]).isEqualTo(started);
    assertThat(latches.busySlots()).isZero();
  }
}
