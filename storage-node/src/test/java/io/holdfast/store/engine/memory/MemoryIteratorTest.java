package io.holdfast.store.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineUsers;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MemoryIteratorTest {
  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {(byte) (number >> 8), (byte) number});
  }

  /** Any mixture of seeks and steps stands where a sorted map says. */
  @Test
  void stepsAndSeeksAgreeWithASortedMap() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TreeMap<Bytes, Bytes> model = new TreeMap<>();
      @Nullable Tree tree = null;
      for (int i = random.nextInt(80); i > 0; i--) {
        Bytes key = key(random.nextInt(300));
        model.put(key, key(i));
        tree = Tree.put(tree, key, key(i));
      }
      Bytes lower = random.nextBoolean() ? Bytes.EMPTY : key(random.nextInt(150));
      Bytes upper = random.nextBoolean() ? Bytes.EMPTY : key(150 + random.nextInt(150));
      model.headMap(lower).clear();
      if (!upper.isEmpty()) {
        model.tailMap(upper).clear();
      }
      walk(random, model, new MemoryIterator(tree, lower, upper, new EngineUsers()));
    }
  }

  private static void walk(
      SplittableRandom random, NavigableMap<Bytes, Bytes> model, MemoryIterator iterator) {
    Map.@Nullable Entry<Bytes, Bytes> at = null;
    for (int step = 0; step < 200; step++) {
      Bytes sought = key(random.nextInt(320));
      int dice = at == null ? random.nextInt(4) : random.nextInt(20);
      switch (dice) {
        case 0 -> {
          iterator.seek(sought);
          at = model.ceilingEntry(sought);
        }
        case 1 -> {
          iterator.seekForPrev(sought);
          at = model.floorEntry(sought);
        }
        case 2 -> {
          iterator.seekToFirst();
          at = model.firstEntry();
        }
        case 3 -> {
          iterator.seekToLast();
          at = model.lastEntry();
        }
        default -> {
          boolean up = dice < 14;
          Bytes here = iterator.key();
          if (up) {
            iterator.next();
          } else {
            iterator.prev();
          }
          at = up ? model.higherEntry(here) : model.lowerEntry(here);
        }
      }
      assertThat(iterator.valid()).isEqualTo(at != null);
      if (at != null) {
        assertThat(iterator.key()).isEqualTo(at.getKey());
        assertThat(iterator.value()).isEqualTo(at.getValue());
      }
    }
    iterator.close();
  }
}
