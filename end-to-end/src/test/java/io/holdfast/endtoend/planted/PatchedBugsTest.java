package io.holdfast.endtoend.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.seed.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every planted bug of {@code src/test/resources/planted} is found: by the seed that its text
 * names, else within {@code -Dholdfast.planted.seeds} seeds (100 unless said). The product without
 * the bug passes under the seed that found it. Prints a table: bug, seed, what noticed it.
 *
 * <p>{@code -Dholdfast.planted.only=word} takes those whose name and rule hold that expression,
 * {@code -Dholdfast.planted.search=true} forgets the seeds that the texts name, {@code
 * -Dholdfast.planted.part=wanted} looks for those that no run has found yet.
 */
class PatchedBugsTest {
  private static final int SEEDS = Integer.getInteger("holdfast.planted.seeds", 100);
  private static final boolean SEARCH = Boolean.getBoolean("holdfast.planted.search");
  private static final List<String> TABLE = new ArrayList<>();
  private static final PatchedProduct PRODUCT = new PatchedProduct();

  /** Bugs are looked for side by side: a world knows nothing of any other. */
  private static final ExecutorService POOL =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private static final Map<String, Future<Outcome>> RUNNING = new TreeMap<>();

  static List<BugPatch> bugs() {
    Pattern only = Pattern.compile(System.getProperty("holdfast.planted.only", ""));
    Path all = Modules.root().resolve("end-to-end/src/test/resources/planted");
    return BugPatch.all(all.resolve(System.getProperty("holdfast.planted.part", "."))).stream()
        .filter(bug -> only.matcher(bug.toString()).find())
        .toList();
  }

  /** What became of one bug; {@code unpatched}: what the product without it showed, if anything. */
  private record Outcome(
      BugPatch bug, long seed, @Nullable String found, @Nullable String unpatched, long nanos) {
    @Override
    public String toString() {
      return String.format(
          "| %s | %s | %s | %.1f s | %s |",
          bug.name(),
          bug.rule(),
          found == null ? "-" : Seeds.print(seed),
          nanos / 1e9,
          found == null ? "NOT FOUND" : found);
    }
  }

  @BeforeAll
  static void begin() {
    bugs().forEach(bug -> RUNNING.put(bug.toString(), POOL.submit(() -> lookFor(bug))));
  }

  private static Outcome lookFor(BugPatch bug) {
    long began = System.nanoTime();
    LongFunction<@Nullable String> broken = PRODUCT.with(bug);
    long first = SEARCH ? 1 : bug.seed();
    long seed = first;
    String found = broken.apply(seed);
    for (long next = 1; found == null && next <= SEEDS; next++) {
      if (next != first) {
        seed = next;
        found = broken.apply(seed);
      }
    }
    String unpatched = found == null ? null : PRODUCT.without(bug, seed);
    return new Outcome(bug, seed, found, unpatched, System.nanoTime() - began);
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void isFound(BugPatch bug) throws Exception {
    Outcome outcome = Objects.requireNonNull(RUNNING.remove(bug.toString())).get();
    TABLE.add(outcome.toString());
    System.out.println(outcome);
    assertThat(outcome.found()).as("%s within %d seeds", bug, SEEDS).isNotNull();
    assertThat(outcome.unpatched()).as("%s, without the bug", bug).isNull();
  }

  @AfterAll
  static void table() {
    POOL.shutdownNow();
    System.out.println(
        "| bug | rule | seed | time | noticed by |\n| --- | --- | --- | --- | --- |");
    TABLE.forEach(System.out::println);
  }
}
