package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Seeded histories of composed groups; see {@link GroupSimulation} for what is judged. */
class GroupSimulationTest {
  private static final int SEEDS = Integer.getInteger("raft.group.seeds", 30);

  @Test
  void nothingIsLostNorReadStaleWhileMembersChangeAndNodesFail() {
    int reads = 0;
    int changes = 0;
    int snapshots = 0;
    int leaders = 0;
    int values = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      GroupSimulation.Figures figures = GroupSimulation.run(seed);
      reads += figures.reads();
      changes += figures.changes();
      snapshots += figures.snapshots();
      leaders += figures.leaders();
      values += figures.values();
    }
    // The histories must not be boring.
    assertThat(reads).isGreaterThan(SEEDS * 20);
    assertThat(changes).isGreaterThan(SEEDS * 2);
    assertThat(snapshots).isGreaterThan(SEEDS / 2);
    assertThat(leaders).isGreaterThan(SEEDS * 4);
    assertThat(values).isGreaterThan(SEEDS * 25);
  }
}
