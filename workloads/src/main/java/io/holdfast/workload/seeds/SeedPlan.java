package io.holdfast.workload.seeds;

import io.holdfast.cluster.ClientHabits;
import io.holdfast.cluster.ClusterWiring;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import java.time.Duration;

/** What one run does. Immutable; every {@code with...} answers a copy. */
public final class SeedPlan {
  private static final double LOST_COMMITS = 0.002;

  private final long seed;
  private final Profile profile;
  private final Work work;
  private ClusterWiring wiring = ClusterWiring.PRODUCTION;
  private int stores;
  private int regions;
  private int accounts;
  private int clients;
  private int clientNodes = 4;
  private Duration thinkTimeMax;
  private Duration splitGapMax;
  private Duration moveGapMax;
  private double pauseAtSplit;
  private double driverPutBack;
  private double ambush;
  private double rare;
  private double lostCommits;
  private ClientHabits habits;
  private boolean leases;
  private boolean sleeping;
  private long clockRatePpm;
  private Duration safety;
  private Duration safetyMax;
  private long committedMin;

  private SeedPlan(long seed, Profile profile, Work work) {
    this.seed = seed;
    // What is short must be dense.
    this.profile = work == Work.BANK ? profile : profile.denser(3);
    this.work = work;
    this.stores = SeedChoices.stores(seed, work);
    this.regions = SeedChoices.regions(seed, work);
    this.moveGapMax = SeedChoices.moveGapMax(seed, work);
    this.pauseAtSplit = profile.activeMax() == 0 ? 0 : 0.3;
    boolean bank = work == Work.BANK;
    this.driverPutBack = profile.activeMax() == 0 ? 0 : bank ? 0.15 : 0.25;
    this.ambush = profile.activeMax() == 0 ? 0 : work == Work.MOVES ? 0.3 : 0.15;
    this.rare = profile.activeMax() == 0 ? 0 : 0.25;
    this.lostCommits = profile.activeMax() == 0 || work == Work.RAW ? 0 : LOST_COMMITS;
    this.habits = SeedChoices.habits(seed, profile.activeMax() == 0);
    this.sleeping = SeedChoices.sleeping(seed);
    // Five clients then make a thousand transfers in two minutes: enough to meet every fault. The
    // others are short and dense: faults, cuts and moves within the life of one transaction.
    this.accounts = bank ? 40 : SeedChoices.keys(seed);
    this.clients = bank ? 5 : 8;
    this.thinkTimeMax = bank ? Duration.ofMillis(600) : Duration.ofMillis(80);
    this.splitGapMax = bank ? Duration.ofSeconds(40) : SeedChoices.splitGapMax(seed);
    this.safety = bank ? Duration.ofMinutes(2) : Duration.ofSeconds(30);
    this.safetyMax = bank ? Duration.ofMinutes(5) : Duration.ofMinutes(2);
    this.committedMin = bank ? 500 : 300;
  }

  private SeedPlan(SeedPlan from) {
    this.seed = from.seed;
    this.profile = from.profile;
    this.work = from.work;
    this.wiring = from.wiring;
    this.stores = from.stores;
    this.regions = from.regions;
    this.accounts = from.accounts;
    this.clients = from.clients;
    this.clientNodes = from.clientNodes;
    this.thinkTimeMax = from.thinkTimeMax;
    this.splitGapMax = from.splitGapMax;
    this.moveGapMax = from.moveGapMax;
    this.pauseAtSplit = from.pauseAtSplit;
    this.driverPutBack = from.driverPutBack;
    this.ambush = from.ambush;
    this.rare = from.rare;
    this.lostCommits = from.lostCommits;
    this.habits = from.habits;
    this.leases = from.leases;
    this.sleeping = from.sleeping;
    this.clockRatePpm = from.clockRatePpm;
    this.safety = from.safety;
    this.safetyMax = from.safetyMax;
    this.committedMin = from.committedMin;
  }

  /** Two minutes of everything, five clients of the bank. */
  public static SeedPlan of(long seed, Profile profile) {
    return of(seed, profile, Work.BANK);
  }

  /** The usual run of that work. */
  public static SeedPlan of(long seed, Profile profile, Work work) {
    return new SeedPlan(seed, profile, work);
  }

  /** Decides everything. */
  public long seed() {
    return seed;
  }

  /** Which faults, how often. */
  public Profile profile() {
    return profile;
  }

  /** What the clients do. */
  public Work work() {
    return work;
  }

  /** Parts exchanged, to plant a bug. */
  public ClusterWiring wiring() {
    return wiring;
  }

  /** Stores; every region has three replicas. */
  public int stores() {
    return stores;
  }

  /** Regions to begin with. */
  public int regions() {
    return regions;
  }

  /** Accounts of the bank, keys of the others. */
  public int accounts() {
    return accounts;
  }

  /** Clients that write. */
  public int clients() {
    return clients;
  }

  /** Clients of all kinds: the bank has an auditor besides. */
  int seats() {
    return work == Work.BANK ? clients + 1 : clients;
  }

  /** Nodes the clients sit on. */
  public int clientNodes() {
    return clientNodes;
  }

  /** Longest pause of a client between two operations. */
  public Duration thinkTimeMax() {
    return thinkTimeMax;
  }

  /** Longest time between two splits; the shortest is an eighth of it. */
  public Duration splitGapMax() {
    return splitGapMax;
  }

  /** The same between two moves of leaders or replicas; zero for none. */
  public Duration moveGapMax() {
    return moveGapMax;
  }

  /** Chance that the leader of a region stands still just when it splits. */
  public double pauseAtSplit() {
    return pauseAtSplit;
  }

  /** Chance of a fault that waits for a split or a move. */
  public double ambush() {
    return ambush;
  }

  /** Share of what waits for states of regions and of the placement driver that seldom last. */
  double rare() {
    return rare;
  }

  /** Chance that the answer to a commit is lost, and those to its repetitions. */
  public double lostCommits() {
    return lostCommits;
  }

  /** What clients do that others seldom do. */
  public ClientHabits habits() {
    return habits;
  }

  /** True iff leaders answer reads alone where they may. */
  public boolean leases() {
    return leases;
  }

  /** True iff regions sleep to which nothing happens. */
  public boolean sleeping() {
    return sleeping;
  }

  /** Some stores have clocks that are fast by so much, from the start; 0 for none. */
  public long clockRatePpm() {
    return clockRatePpm;
  }

  /** Chance that the placement driver comes back from an older copy of its data (rule T5). */
  public double driverPutBack() {
    return driverPutBack;
  }

  /** Shortest simulated length of the safety phase. */
  public Duration safety() {
    return safety;
  }

  /** Longest length of it, should successes be slow to come. */
  public Duration safetyMax() {
    return safetyMax;
  }

  /** Operations that must succeed in the safety phase. */
  public long committedMin() {
    return committedMin;
  }

  /** The same with parts exchanged. */
  public SeedPlan withWiring(ClusterWiring other) {
    SeedPlan copy = new SeedPlan(this);
    copy.wiring = other;
    return copy;
  }

  /** The same with a shorter or longer safety phase. */
  public SeedPlan lasting(Duration shortest, long committed) {
    SeedPlan copy = new SeedPlan(this);
    copy.safety = shortest;
    copy.committedMin = committed;
    return copy;
  }

  /** The same with another number of accounts and clients, and less or more rest for all. */
  public SeedPlan withLoad(
      int accountCount, int clientCount, Duration thinkTime, Duration splitGap) {
    SeedPlan copy = new SeedPlan(this);
    copy.accounts = accountCount;
    copy.clients = clientCount;
    copy.thinkTimeMax = thinkTime;
    copy.splitGapMax = splitGap;
    return copy;
  }

  /** The same with leaders that stand still at every split, or at none. */
  public SeedPlan withPauseAtSplit(double probability) {
    SeedPlan copy = new SeedPlan(this);
    copy.pauseAtSplit = probability;
    return copy;
  }

  /** The same with a placement driver that surely, or never, comes back from an older copy. */
  public SeedPlan withDriverPutBack(double probability) {
    SeedPlan copy = new SeedPlan(this);
    copy.driverPutBack = probability;
    return copy;
  }

  /** The same with faults that wait at every split and move, or at none. */
  public SeedPlan withAmbush(double probability) {
    SeedPlan copy = new SeedPlan(this);
    copy.ambush = probability;
    return copy;
  }

  /**
   * The same with more or less of what is rare, or none; it draws from random streams of its own.
   */
  public SeedPlan withRare(double share) {
    SeedPlan copy = new SeedPlan(this);
    copy.rare = share;
    return copy;
  }

  /** The same with answers to commits that are lost. */
  public SeedPlan withLostCommits(double probability) {
    SeedPlan copy = new SeedPlan(this);
    copy.lostCommits = probability;
    return copy;
  }

  /** The same with clients of other habits. */
  public SeedPlan withHabits(ClientHabits other) {
    SeedPlan copy = new SeedPlan(this);
    copy.habits = other;
    return copy;
  }

  /** The same with reads under leases, or without. */
  public SeedPlan withLeases(boolean on) {
    SeedPlan copy = new SeedPlan(this);
    copy.leases = on;
    return copy;
  }

  /** The same with regions that sleep, or without. */
  public SeedPlan withSleeping(boolean on) {
    SeedPlan copy = new SeedPlan(this);
    copy.sleeping = on;
    return copy;
  }

  /** The same with some stores whose clocks are fast by so much. */
  public SeedPlan withClockRates(long ppm) {
    SeedPlan copy = new SeedPlan(this);
    copy.clockRatePpm = ppm;
    return copy;
  }

  /** The same with that many stores, and regions to begin with. */
  public SeedPlan withStores(int storeCount, int regionCount) {
    SeedPlan copy = new SeedPlan(this);
    copy.stores = storeCount;
    copy.regions = regionCount;
    return copy;
  }

  /** The same with more or fewer moves; zero for none. */
  public SeedPlan withMoves(Duration gapMax) {
    SeedPlan copy = new SeedPlan(this);
    copy.moveGapMax = gapMax;
    return copy;
  }

  /** The command that replays the run. */
  public String reproduceLine() {
    return "scripts/holdfast sim --seed="
        + Seeds.print(seed)
        + " --profile="
        + profile.name()
        + (work == Work.BANK ? "" : " --workload=" + work.word())
        + (habits.streaming() ? " --streams" : "")
        + (leases ? " --leases" : "");
  }
}
