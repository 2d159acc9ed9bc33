package io.holdfast.simulation.world;

import io.holdfast.simulation.seed.Seeds;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which faults a run sees and how often: weights per kind and the mean time between two faults.
 *
 * @param name as given on the command line
 * @param weights share of each kind; absent kinds do not occur
 * @param gapMean mean time from one fault to the next
 * @param activeMax faults that may be in force at the same time
 */
public record Profile(
    String name, Map<FaultKind, Integer> weights, Duration gapMean, int activeMax) {
  /** No faults. */
  public static final Profile CALM = of("calm", Duration.ofSeconds(5), 0);

  /** Everything; each seed draws its own subset of kinds. */
  public static final Profile SWARM = of("swarm", Duration.ofSeconds(5), 2, general());

  /** Crashes that lose bytes, of one and of all nodes. */
  public static final Profile POWER_CUT =
      of(
          "powercut",
          Duration.ofSeconds(7),
          1,
          FaultKind.POWER_CUT,
          FaultKind.POWER_CUT,
          FaultKind.POWER_CUT_ALL,
          FaultKind.CRASH_IN_FILE_OPERATION,
          FaultKind.KILL,
          FaultKind.FAILED_SYNC);

  /** Separated nodes and a bad network. */
  public static final Profile PARTITION =
      of(
          "partition",
          Duration.ofSeconds(6),
          1,
          FaultKind.ISOLATE,
          FaultKind.ONE_WAY,
          FaultKind.HALVES,
          FaultKind.BRIDGE,
          FaultKind.NETWORK_CHAOS,
          FaultKind.CONNECTION_RESET);

  /** Clocks and pauses. */
  public static final Profile CLOCK =
      of(
          "clock",
          Duration.ofSeconds(4),
          2,
          FaultKind.CLOCK_JUMP,
          FaultKind.CLOCK_RATE,
          FaultKind.PAUSE,
          FaultKind.PAUSE,
          FaultKind.KILL,
          FaultKind.ISOLATE);

  /**
   * Stores cut from stores, while clients and the placement driver reach all: an old leader is
   * still asked by clients that know it. Clients stand still in mid-commit.
   */
  public static final Profile CUT =
      of(
          "cut",
          Duration.ofSeconds(5),
          2,
          FaultKind.CUT_STORES,
          FaultKind.CUT_STORES,
          FaultKind.CUT_STORES,
          FaultKind.CUT_LINK,
          FaultKind.CLIENT_PAUSE,
          FaultKind.CLIENT_PAUSE,
          FaultKind.CUT_DRIVER,
          FaultKind.PAUSE,
          FaultKind.KILL);

  /** Restarts in storms, deaths inside tasks, writes and syncs. */
  public static final Profile STORM =
      of(
          "storm",
          Duration.ofSeconds(6),
          1,
          FaultKind.RESTART_STORM,
          FaultKind.ORDERLY_STOP,
          FaultKind.CRASH_IN_STEP,
          FaultKind.CRASH_IN_STEP,
          FaultKind.CRASH_IN_FILE_OPERATION,
          FaultKind.CRASH_IN_FILE_OPERATION,
          FaultKind.POWER_CUT,
          FaultKind.POWER_CUT_ALL,
          FaultKind.KILL);

  /** Disks that are full, slow, or fail. */
  public static final Profile DISK =
      of(
          "disk",
          Duration.ofSeconds(6),
          2,
          FaultKind.FULL_DISK,
          FaultKind.FULL_DISK,
          FaultKind.FULL_FILES,
          FaultKind.FULL_FILES,
          FaultKind.SLOW_DISK,
          FaultKind.SLOW_DISK,
          FaultKind.FAILED_SYNC,
          FaultKind.CRASH_IN_FILE_OPERATION,
          FaultKind.POWER_CUT);

  /** Clients that stand still or die, and are cut off from the placement driver. */
  public static final Profile CLIENTS =
      of(
          "clients",
          Duration.ofSeconds(2),
          2,
          FaultKind.CLIENT_PAUSE,
          FaultKind.CLIENT_PAUSE,
          FaultKind.CLIENT_PAUSE,
          FaultKind.CLIENT_KILL,
          FaultKind.CUT_DRIVER,
          FaultKind.CONNECTION_RESET,
          FaultKind.NETWORK_CHAOS);

  /** Threads and disks that stand still, beside others that go on and take over. */
  public static final Profile STALLS =
      of(
          "stalls",
          Duration.ofSeconds(4),
          2,
          FaultKind.STALL,
          FaultKind.STALL,
          FaultKind.STALL,
          FaultKind.STALL,
          FaultKind.HUNG_DISK,
          FaultKind.SLOW_DISK,
          FaultKind.KILL,
          FaultKind.POWER_CUT);

  private static final List<Profile> ALL =
      List.of(CALM, SWARM, POWER_CUT, PARTITION, CLOCK, CUT, STORM, DISK, CLIENTS, STALLS);

  /** Copies the weights. */
  public Profile {
    EnumMap<FaultKind, Integer> copy = new EnumMap<>(FaultKind.class);
    copy.putAll(weights);
    weights = Collections.unmodifiableMap(copy); // Not Map.copyOf: its order differs per JVM.
  }

  /** What is worth its time in any run; the rest belongs to profiles of its own. */
  private static FaultKind[] general() {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind != FaultKind.FULL_FILES)
        .toArray(FaultKind[]::new);
  }

  /** All profiles that can be named. */
  public static List<Profile> all() {
    return ALL;
  }

  /** The profile of that name. */
  public static Profile named(String name) {
    for (Profile profile : ALL) {
      if (profile.name.equals(name)) {
        return profile;
      }
    }
    throw new IllegalArgumentException(
        "no such profile: "
            + name
            + " ("
            + String.join(", ", ALL.stream().map(Profile::name).toList())
            + ")");
  }

  /** A profile with the given kinds; a kind named twice is twice as likely. */
  public static Profile of(String name, Duration gapMean, int activeMax, FaultKind... kinds) {
    EnumMap<FaultKind, Integer> weights = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : kinds) {
      weights.merge(kind, 1, Integer::sum);
    }
    return new Profile(name, weights, gapMean, activeMax);
  }

  /** The same under its name, with faults {@code factor} times as often. */
  public Profile denser(int factor) {
    return new Profile(
        name, weights, gapMean.dividedBy(factor), activeMax == 0 ? 0 : activeMax + 1);
  }

  /** The options of a world under this profile, drawn from the seed. */
  public SimOptions drawOptions(long seed) {
    RandomGenerator random = Seeds.random(seed, "options", name);
    SimOptions options =
        SimOptions.defaults()
            .withTaskDelayMax(Duration.ofNanos(random.nextLong(1_000, 400_000)))
            .withPreemption(random.nextDouble() * 0.1, 1 + random.nextInt(20))
            .withLinkDelay(
                Duration.ofNanos(random.nextLong(5_000, 200_000)),
                Duration.ofNanos(random.nextLong(200_000, 3_000_000)))
            .withSyncTime(
                Duration.ofNanos(random.nextLong(5_000, 100_000)),
                Duration.ofNanos(random.nextLong(100_000, 8_000_000)));
    boolean pauses = weights.containsKey(FaultKind.PAUSE) && random.nextBoolean();
    return pauses
        ? options.withPreemptionPauses(random.nextDouble() * 2e-5, Duration.ofSeconds(3))
        : options;
  }

  /** The kinds one seed of the profile uses: a swarm leaves out about a third of them. */
  Map<FaultKind, Integer> drawWeights(RandomGenerator random) {
    EnumMap<FaultKind, Integer> drawn = new EnumMap<>(FaultKind.class);
    boolean thin = weights.size() > 8;
    for (Map.Entry<FaultKind, Integer> entry : weights.entrySet()) {
      // A partition and a crash that loses bytes are what every run must see.
      boolean always = entry.getKey() == FaultKind.POWER_CUT || entry.getKey() == FaultKind.ISOLATE;
      if (!thin || always || random.nextInt(3) > 0) {
        drawn.put(entry.getKey(), entry.getValue() * (thin ? 1 + random.nextInt(4) : 1));
      }
    }
    return drawn;
  }
}
