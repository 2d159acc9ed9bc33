package io.holdfast.bench.jmh;

import io.holdfast.sql.parse.Normaliser;
import io.holdfast.sql.plan.cache.PlanCache;
import io.holdfast.sql.plan.cache.PlanKey;
import io.holdfast.sql.plan.cache.PlanScope;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From the text of a statement whose shape was seen before to its plan. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SqlPlanCacheBenchmark {
  private static final int TEXTS = 1024;
  private static final int[] NO_OIDS = {};

  private final Normaliser normaliser = new Normaliser();
  private final PlanCache<String> plans = new PlanCache<>(TEXTS);
  private final PlanScope scope = new PlanScope("bench", "bench", List.of("public", "UTC"));
  private final int scopeHash = scope.hashCode();
  private final String[] texts = new String[TEXTS];
  private int next;

  /** Statement of pgbench. */
  @Param({"update", "select", "insert"})
  public String statement = "update";

  /** Texts that differ in their literals only, and other shapes in the cache beside theirs. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = SqlTexts.of(statement, random);
    }
    for (int i = 0; i < 500; i++) {
      remember("SELECT c" + i + " FROM t WHERE id = 1");
    }
    for (String text : texts) {
      remember(text); // One shape for each combination of signs.
    }
  }

  private void remember(String text) {
    if (!normaliser.normalise(text)) {
      throw new IllegalStateException("no shape: " + text);
    }
    plans.put(key(), text);
  }

  private PlanKey key() {
    return new PlanKey(normaliser.lookupKey(), scope, scopeHash, NO_OIDS);
  }

  private String nextText() {
    next = (next + 1) % TEXTS;
    return texts[next];
  }

  /** Shape, key, look-up. */
  @Benchmark
  public @Nullable String hit() {
    return normaliser.normalise(nextText()) ? plans.get(key()) : null;
  }

  /** The same, and the texts of the literals, which is all that running the plan needs. */
  @Benchmark
  public @Nullable String hitWithLiterals(Blackhole sink) {
    if (!normaliser.normalise(nextText())) {
      return null;
    }
    String plan = plans.get(key());
    int count = normaliser.literalCount();
    for (int i = 0; i < count; i++) {
      sink.consume(normaliser.literalText(i));
    }
    return plan;
  }
}
