package io.holdfast.workload.seeds;

import io.holdfast.cluster.ClientHabits;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.LogBytes;
import io.holdfast.store.server.StoreConfig.Pipeline;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What a seed chooses besides its faults and delays. */
final class SeedChoices {
  private SeedChoices() {}

  static Pipeline pipeline(long seed) {
    return Seeds.random(seed, "choices", "pipeline").nextBoolean()
        ? Pipeline.INLINE
        : Pipeline.STAGED;
  }

  /** Three replicas on three to five stores: with three, what goes comes back to the same store. */
  static int stores(long seed, Work work) {
    int drawn = 3 + Seeds.random(seed, "choices", "stores").nextInt(3);
    return work == Work.MOVES ? Math.max(4, drawn) : drawn;
  }

  /** Few regions, in some runs many. */
  static int regions(long seed, Work work) {
    RandomGenerator random = Seeds.random(seed, "choices", "regions");
    return random.nextInt(10) == 0 ? 30 : 2 + random.nextInt(3);
  }

  /** Keys of registers and lists: few, so that clients meet. */
  static int keys(long seed) {
    return 3 + Seeds.random(seed, "choices", "keys").nextInt(10);
  }

  static Duration splitGapMax(long seed) {
    return Duration.ofMillis(Seeds.random(seed, "choices", "splits").nextLong(800, 8_000));
  }

  /** Zero for none: a quarter of the runs stay where they are. */
  static Duration moveGapMax(long seed, Work work) {
    RandomGenerator random = Seeds.random(seed, "choices", "moving");
    boolean none = random.nextInt(4) == 0;
    long slow = random.nextLong(1_500, 12_000);
    long dense = random.nextLong(400, 2_000);
    if (work == Work.MOVES) {
      return Duration.ofMillis(dense);
    }
    return none ? Duration.ZERO : Duration.ofMillis(slow);
  }

  /**
   * Every other seed cuts logs so early that followers need snapshots, in small chunks; half of
   * those cut them as soon as somebody is silent for a moment.
   */
  static Limits limits(long seed) {
    Limits usual = Limits.defaults();
    RandomGenerator random = Seeds.random(seed, "choices", "limits");
    boolean roomy = random.nextBoolean();
    boolean tight = random.nextBoolean();
    return roomy
        ? usual
        : new Limits(
            usual.entryBytesMax(),
            usual.pendingBytesMax(),
            usual.pendingReadsMax(),
            tight ? 4 : 20,
            tight ? 10 : 100,
            2 << 10,
            usual.snapshotsMax(),
            new LogBytes(64 << 10, 1 << 20, 8 << 20));
  }

  /**
   * Every other seed has requests that come late, every other pages that end early, and every other
   * sends short requests together.
   */
  static ClientHabits habits(long seed, boolean calm) {
    RandomGenerator random = Seeds.random(seed, "choices", "habits");
    double late = random.nextBoolean() ? 0 : random.nextDouble(0.002, 0.03);
    return new ClientHabits(calm ? 0 : late, random.nextBoolean(), random.nextBoolean());
  }

  /** In three of four runs regions sleep; in the others every group speaks for itself. */
  static boolean sleeping(long seed) {
    return Seeds.random(seed, "choices", "sleeping").nextInt(4) > 0;
  }

  /**
   * Every third seed sends few entries at a time, and applies few: what is one is seen apart. In
   * {@code rare} cases members that hear no leader campaign at nearly the same time.
   */
  static RaftConfig raft(long seed, double rare, RaftConfig given) {
    RandomGenerator random = Seeds.random(seed, "choices", "raft");
    boolean close = Seeds.random(seed, "choices", "elections").nextDouble() < rare;
    RaftConfig usual =
        close
            ? given.withTicks(
                given.electionTicksMin(), given.electionTicksMin() + 4, given.heartbeatTicks())
            : given;
    if (random.nextInt(3) > 0) {
      return usual;
    }
    long append = random.nextBoolean() ? 1 : random.nextLong(200, 2_000);
    return usual
        .withAppends(1 + random.nextInt(8), 16 << 10, append)
        .withApply(random.nextLong(100, 4_000), random.nextLong(2_000, 64_000));
  }

  /**
   * In twice as many cases as are rare the log is of small files and frames: they are begun, cut,
   * kept for another and deleted within seconds, and a full disk is met within one write.
   */
  static LogOptions log(long seed, double rare, LogOptions usual) {
    RandomGenerator random = Seeds.random(seed, "choices", "log");
    if (random.nextDouble() >= 2 * rare) {
      return usual;
    }
    long segment = random.nextLong(16 << 10, 128 << 10);
    return new LogOptions(segment, 64 << 10, random.nextInt(256, 4 << 10), 8 << 10)
        .withReserveBytes(random.nextBoolean() ? 0 : random.nextLong(8 << 10, 64 << 10))
        .withAhead(random.nextLong(1 << 10, 16 << 10), random.nextInt(3));
  }
}
