package io.holdfast.workload.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.ClientHabits;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole clusters under simulated faults: a fixed set of seeds, and some that change with {@code
 * -Dholdfast.seeds.from=TEXT} (the commit, in a build that checks a change).
 */
class SeedsTest {
  private static final int FIXED = 8;
  private static final int FRESH = 4;

  static LongStream fixedSeeds() {
    return LongStream.rangeClosed(1, FIXED);
  }

  /** Seeds that found something: 0xB4 reported a learner as down whenever it was looked at. */
  static LongStream memorableSeeds() {
    return LongStream.of(0xB4);
  }

  @ParameterizedTest
  @MethodSource("memorableSeeds")
  void whatWasFoundOnceStaysFound(long seed) {
    assertThat(SeedRun.run(SeedPlan.of(seed, Profile.SWARM)).comparisons()).isPositive();
  }

  static List<Work> judgedWork() {
    List<Work> work = new ArrayList<>(List.of(Work.values()));
    work.remove(Work.BANK);
    return work;
  }

  @ParameterizedTest
  @MethodSource("judgedWork")
  void historiesOfAllKindsAreJudged(Work work) {
    for (long seed : new long[] {1, 2}) {
      SeedReport report = SeedRun.run(SeedPlan.of(seed, Profile.SWARM, work));
      System.out.println(report);
      assertThat(report.judged()).isGreaterThan(200);
      assertThat(report.splits()).isPositive();
    }
  }

  /** What is judged is enough, however little the clients can do while there are faults. */
  @Test
  void aRunThatWasHeldUpDoesItsWorkAfterwards() {
    SeedPlan usual = SeedPlan.of(1, Profile.SWARM, Work.REGISTER);
    ClientHabits habits = usual.habits();
    SeedPlan slow =
        usual
            .withHabits(new ClientHabits(habits.lateRequests(), habits.tightPages(), false))
            .withLoad(4, 1, Duration.ofMillis(480), Duration.ofSeconds(20));
    SeedReport report = SeedRun.run(slow);
    assertThat(report.simulatedSeconds()).isGreaterThan(slow.safetyMax().toNanos() / 1e9);
    assertThat(report.committed()).isGreaterThanOrEqualTo(slow.committedMin());
  }

  static LongStream freshSeeds() {
    String from = System.getProperty("holdfast.seeds.from", "");
    return LongStream.range(0, FRESH).map(index -> Seeds.nth(Seeds.derive(0, from), index));
  }

  static List<Profile> otherProfiles() {
    List<Profile> profiles = new ArrayList<>(Profile.all());
    profiles.remove(Profile.SWARM);
    return profiles;
  }

  @ParameterizedTest
  @MethodSource("fixedSeeds")
  void aSwarmOfFaultsBreaksNoPromise(long seed) {
    SeedReport report = SeedRun.run(SeedPlan.of(seed, Profile.SWARM));
    System.out.println(report);
    assertThat(SeedGoals.missed(report, true)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("freshSeeds")
  void nobodyHasSeenTheseSeedsBefore(long seed) {
    SeedReport report = SeedRun.run(SeedPlan.of(seed, Profile.SWARM));
    System.out.println(report);
    assertThat(report.comparisons()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("otherProfiles")
  void everyProfileOfFaultsIsSurvived(Profile profile) {
    SeedReport report = SeedRun.run(SeedPlan.of(11, profile));
    System.out.println(report);
    assertThat(report.comparisons()).isPositive();
    assertThat(report.audits()).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    SeedPlan plan = SeedPlan.of(5, Profile.SWARM);
    assertThat(SeedRun.run(plan).traceHash()).isEqualTo(SeedRun.run(plan).traceHash());
  }
}
