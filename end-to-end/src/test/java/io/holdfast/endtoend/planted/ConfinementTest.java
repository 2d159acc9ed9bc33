package io.holdfast.endtoend.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A class that belongs to one loop ({@code @LoopConfined}) is called on that loop alone, whether
 * its methods check it or not: whole clusters run with a check in each of them.
 */
class ConfinementTest {
  private static final PatchedProduct PRODUCT = new PatchedProduct();

  @ParameterizedTest
  @CsvSource({"moves, storm, 1", "bank, swarm, 6", "raw, disk, 7"}) // Stores of several loops.
  void everyCallComesFromTheLoopItself(String workload, String profile, long seed) {
    String load = "lasting=12s committed=20 splits=2s moves=1s";
    Map<String, String> plan = Map.of("workload", workload, "profile", profile, "load", load);
    assertThat(PRODUCT.confined(Map.of(), plan).apply(seed)).isNull();
  }

  @Test
  void aCallFromAnotherLoopIsRefused() {
    BugPatch bug =
        BugPatch.parse(
            "confinement",
            List.of(
                "bug: the apply loop tells the log how far it is durable by itself",
                "rule: X8",
                "workload: moves",
                "profile: calm",
                "load: lasting=12s committed=20",
                "file: storage-node/src/main/java/io/holdfast/store/region/LogCompaction.java",
                "-    if (wanted && !syncing) {",
                "+    if (!syncing) {",
                "-              store.loop().execute(() -> synced(known));",
                "+              synced(known);"));
    assertThat(PRODUCT.confined(bug.sources(Modules.root()), bug.plan()).apply(1))
        .contains("X8 state of a loop touched from outside it");
  }

  @Test
  void theCheckStandsInEveryMethodThatOthersMayCall() {
    String woven =
        ConfinedSources.woven(
            "X.java",
            "@LoopConfined(\"store\") class X { int a; final int b; X() {} int get() { return a; }"
                + " int fixed() { return b; } private void own() {} static void any() {} @Override"
                + " public String toString() { return \"\"; } class Inner { void deep() {} } }");
    assertThat(woven.split("Confinement.enter", -1)).hasSize(2);
    assertThat(woven).contains("int get() { this.confinedTo =").contains("\"X.get\", \"store\"");
  }
}
