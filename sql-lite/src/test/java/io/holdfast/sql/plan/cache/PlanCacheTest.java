package io.holdfast.sql.plan.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.parse.Normaliser;
import io.holdfast.sql.parse.StatementKey;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
  private static final PlanScope SCOPE = new PlanScope("postgres", "u", List.of("public"));

  private static PlanKey key(String shape, int... oids) {
    return new PlanKey(shape(shape), SCOPE, SCOPE.hashCode(), oids);
  }

  private static StatementKey shape(String name) {
    Normaliser normaliser = new Normaliser();
    assertThat(normaliser.normalise("select \"" + name + "\"")).isTrue();
    return normaliser.lookupKey();
  }

  @Test
  void aPlanIsFoundByAnEqualKeyAndNotByAnotherScopeOrOtherTypes() {
    PlanCache<String> cache = new PlanCache<>(4);
    cache.put(key("select ?", 23), "a");

    assertThat(cache.get(key("select ?", 23))).isEqualTo("a");
    assertThat(cache.get(key("select ?", 20))).isNull();
    PlanScope other = new PlanScope("postgres", "u", List.of("s", "public"));
    assertThat(cache.get(new PlanKey(shape("select ?"), other, other.hashCode(), new int[] {23})))
        .isNull();
    assertThat(cache.statistics()).isEqualTo(new PlanCache.Statistics(1, 2, 0, 1));
  }

  @Test
  void theLaterPlanOfAShapeStays() {
    PlanCache<String> cache = new PlanCache<>(4);
    cache.put(key("q"), "old");
    cache.put(key("q"), "new");

    assertThat(cache.get(key("q"))).isEqualTo("new");
    assertThat(cache.statistics().size()).isEqualTo(1);
  }

  @Test
  void aPlanInUseOutlivesOnesThatAreNot() {
    PlanCache<Integer> cache = new PlanCache<>(8);
    cache.put(key("hot"), -1);
    for (int i = 0; i < 1000; i++) {
      cache.put(key("cold " + i), i);
      assertThat(cache.get(key("hot"))).isEqualTo(-1);
    }

    assertThat(cache.statistics().size()).isEqualTo(8);
    assertThat(cache.statistics().evictions()).isEqualTo(1001 - 8);
  }

  @Test
  void neverMoreEntriesThanTheBoundWhateverIsPutAndRemoved() {
    SplittableRandom random = new SplittableRandom(7);
    PlanCache<Integer> cache = new PlanCache<>(16);
    for (int i = 0; i < 20_000; i++) {
      PlanKey key = key("q" + random.nextInt(40));
      Integer found = cache.get(key);
      if (found == null) {
        cache.put(key, i);
      } else if (random.nextInt(4) == 0) {
        cache.remove(key, found);
        assertThat(cache.get(key)).isNull();
      }
      assertThat(cache.statistics().size()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void removingDoesNotTouchALaterPlan() {
    PlanCache<String> cache = new PlanCache<>(2);
    cache.put(key("q"), "old");
    String old = Objects.requireNonNull(cache.get(key("q")));
    cache.put(key("q"), "new");
    cache.remove(key("q"), old);

    assertThat(cache.get(key("q"))).isEqualTo("new");
  }

  @Test
  void aCacheOfNoEntriesKeepsNothing() {
    PlanCache<String> cache = new PlanCache<>(0);
    cache.put(key("q"), "p");

    assertThat(cache.get(key("q"))).isNull();
  }
}
