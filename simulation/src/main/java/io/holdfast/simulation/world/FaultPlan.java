package io.holdfast.simulation.world;

import io.holdfast.simulation.seed.Gen;
import io.holdfast.simulation.seed.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The nemesis of a run: injects faults by a {@link Profile} at times and on nodes drawn from the
 * seed, takes each back after a while, and brings every dead node up again.
 *
 * <p>Two phases: safety, from {@link #start} on; liveness, from {@link #heal} on, when everything
 * is whole again and the cluster must converge. Nodes that stop during the second phase are still
 * restarted. {@link #describe} is printed first, {@link #counts} last.
 */
public final class FaultPlan {
  private static final long MILLI = 1_000_000;

  /** An operator who stops a node waits so long. */
  private static final long ORDERLY_STOP_NANOS = 20_000 * MILLI;

  /** Half of the default bound on rate errors, so that two clocks stay within it (rule L7). */
  private static final long CLOCK_RATE_PPM_MAX = 50_000;

  private final FaultTarget target;
  private final Profile profile;
  private final SimWorld world;
  private final Gen gen;
  private final Map<FaultKind, Integer> weights;
  private final EnumMap<FaultKind, Long> counts = new EnumMap<>(FaultKind.class);
  private final TreeSet<String> brokenDisks = new TreeSet<>();
  private final TreeSet<String> watched = new TreeSet<>();
  private final TreeSet<String> restarting = new TreeSet<>();
  private final TreeSet<String> robbed = new TreeSet<>();
  private final ArrayDeque<Runnable> undo = new ArrayDeque<>();
  private final ArrayList<FaultKind> owed = new ArrayList<>();
  private int active;
  private final Cuts cuts;
  private long quickRestartsUntilNanos;
  private boolean running;

  /** A plan drawn from the seed of the target's world. */
  public FaultPlan(FaultTarget target, Profile profile) {
    this.target = target;
    this.profile = profile;
    this.world = target.world();
    this.gen = new Gen(Seeds.random(world.seed(), "faults", profile.name()));
    this.cuts = new Cuts(target, gen);
    this.weights = profile.drawWeights(gen.random());
    // Whatever else a swarm draws, each of its runs sees a power cut, a partition and a kill.
    if (weights.containsKey(FaultKind.POWER_CUT) && weights.containsKey(FaultKind.ISOLATE)) {
      owed.addAll(List.of(FaultKind.POWER_CUT, FaultKind.ISOLATE, FaultKind.KILL));
    }
  }

  /** What the seed has chosen, in one line. */
  public String describe() {
    return "profile="
        + profile.name()
        + " gap="
        + profile.gapMean()
        + " faults="
        + weights
        + " "
        + world.options();
  }

  /** Begins the safety phase. All nodes of the target must exist. */
  public void start() {
    running = true;
    watch();
    if (profile.activeMax() > 0 && !weights.isEmpty()) {
      scheduleNext();
    }
  }

  /** Ends the safety phase: takes back all faults and restarts all nodes that are down. */
  public void heal() {
    running = false;
    watch();
    while (!undo.isEmpty()) {
      undo.remove().run();
    }
    world.network().heal();
    for (SimNode node : watchedNodes()) {
      node.disarmCrashes();
      repair(node);
      node.disk().heal();
      node.fill(false);
      node.healClocks();
      node.resumeAll();
      if (!node.up()) {
        restartLater(node, 50 * MILLI);
      }
    }
  }

  /** Faults injected so far, by kind; kinds that did not occur are absent. */
  public Map<FaultKind, Long> counts() {
    return Collections.unmodifiableMap(new EnumMap<>(counts));
  }

  /** Faults injected so far. */
  public long total() {
    long sum = 0;
    for (long count : counts.values()) {
      sum += count;
    }
    return sum;
  }

  /** Bytes and names that power cuts took from the simulated files so far. */
  public long lost() {
    long sum = 0;
    for (SimNode node : nodes()) {
      sum += node.disk().bytesLost() + node.disk().namesLost();
    }
    return sum;
  }

  private List<SimNode> nodes() {
    List<SimNode> nodes = new ArrayList<>();
    for (String name : target.faultNodes()) {
      nodes.add(world.node(name));
    }
    return nodes;
  }

  /** Those whose deaths are noticed: clients, too. */
  private List<SimNode> watchedNodes() {
    List<SimNode> nodes = nodes();
    for (String name : target.clientNodes()) {
      nodes.add(world.node(name));
    }
    return nodes;
  }

  // ---- injection ----

  private void scheduleNext() {
    long gap = profile.gapMean().toNanos();
    Duration delay = Duration.ofNanos(gap / 4 + gen.between(0L, gap * 3 / 2));
    world.after(
        delay,
        "nemesis",
        () -> {
          if (running) {
            if (active < profile.activeMax()) {
              inject(draw());
            }
            scheduleNext();
          }
        });
  }

  private FaultKind draw() {
    if (!owed.isEmpty() && gen.chance(0.5)) {
      return gen.oneOf(owed);
    }
    int sum = 0;
    for (int weight : weights.values()) {
      sum += weight;
    }
    int dice = gen.between(0, sum);
    FaultKind last = FaultKind.KILL;
    for (Map.Entry<FaultKind, Integer> entry : weights.entrySet()) {
      last = entry.getKey();
      dice -= entry.getValue();
      if (dice < 0) {
        break;
      }
    }
    return last;
  }

  /** Injects one fault now; for tests that script their faults. Counted. */
  public void inject(FaultKind kind) {
    watch();
    SimNode node = gen.oneOf(nodes());
    boolean injected =
        switch (kind) {
          case KILL, POWER_CUT, POWER_CUT_ALL, CRASH_IN_FILE_OPERATION, CRASH_IN_STEP ->
              crash(kind, node);
          case RESTART_STORM -> storm();
          case ORDERLY_STOP -> orderlyStop();
          case ISOLATE, ONE_WAY, HALVES, BRIDGE, CUT_STORES, CUT_LINK, CUT_DRIVER ->
              separate(kind, node);
          case CLIENT_PAUSE, CLIENT_KILL -> client(kind);
          case PAUSE -> pause(node);
          case CLOCK_JUMP, CLOCK_RATE -> clock(kind, node);
          case NETWORK_CHAOS -> chaos();
          case CONNECTION_RESET -> reset(node);
          case FAILED_SYNC, SLOW_DISK, FULL_DISK, HUNG_DISK, FULL_FILES -> disk(kind, node);
          case STALL -> stall();
          case LOST_DIRECTORY -> loseDirectory();
        };
    if (injected) {
      counts.merge(kind, 1L, Long::sum);
      owed.remove(kind);
      world.note("fault " + kind, node.id());
    }
  }

  private boolean crash(FaultKind kind, SimNode node) {
    if (kind == FaultKind.POWER_CUT_ALL) {
      for (SimNode each : nodes()) {
        each.powerCut();
      }
      return true;
    }
    if (!node.up()) {
      return false;
    }
    switch (kind) {
      case KILL -> node.kill();
      case POWER_CUT -> node.powerCut();
      case CRASH_IN_STEP ->
          crashInStep(node, gen.chance(0.7) ? CrashKind.POWER_CUT : CrashKind.KILL);
      default ->
          node.crashInFileOperation(
              1 + gen.edgy(200), gen.chance(0.7) ? CrashKind.POWER_CUT : CrashKind.KILL);
    }
    return true;
  }

  /** Places that are seldom met are as likely as others, and what follows them closely. */
  private void crashInStep(SimNode node, CrashKind kind) {
    List<String> places = world.places();
    if (places.isEmpty() || gen.chance(0.3)) {
      node.crashInStep("", 1 + gen.edgy(2_000), kind);
    } else {
      node.crashInStep(gen.oneOf(places), 1 + gen.edgy(16), kind);
    }
  }

  private boolean storm() {
    for (String name : target.storeNodes()) {
      SimNode node = world.node(name);
      boolean power = gen.chance(0.3);
      world.after(
          Duration.ofNanos(gen.between(0L, 2_000 * MILLI)),
          "storm",
          () -> {
            if (node.up() && power) {
              node.powerCut();
            } else {
              node.kill();
            }
          });
    }
    quickRestartsUntilNanos = world.nowNanos() + 3_000 * MILLI;
    return true;
  }

  /** Whoever does not end in time is killed, as by an operator. */
  private boolean orderlyStop() {
    SimNode node = world.node(gen.oneOf(target.storeNodes()));
    if (!node.up()) {
      return false;
    }
    int life = node.lives();
    Runnable die =
        () -> {
          if (node.up() && node.lives() == life) {
            node.kill();
          }
        };
    target.stop(node.name(), () -> world.after(Duration.ZERO, "ended " + node.name(), die));
    world.after(Duration.ofNanos(ORDERLY_STOP_NANOS), "end " + node.name(), die);
    return true;
  }

  private boolean client(FaultKind kind) {
    if (target.clientNodes().isEmpty()) {
      return false;
    }
    SimNode node = world.node(gen.oneOf(target.clientNodes()));
    if (kind == FaultKind.CLIENT_PAUSE) {
      return pause(node);
    }
    if (!node.up()) {
      return false;
    }
    node.kill();
    return true;
  }

  private boolean separate(FaultKind kind, SimNode node) {
    List<Cuts.Link> links = cuts.draw(kind, node);
    long longest = kind == FaultKind.CUT_DRIVER || kind == FaultKind.CUT_STORES ? 15_000 : 8_000;
    block(links, gen.between(300 * MILLI, longest * MILLI));
    return !links.isEmpty();
  }

  private void block(List<Cuts.Link> links, long nanos) {
    for (Cuts.Link link : links) {
      world.network().block(link.from(), link.to());
    }
    during(
        nanos,
        () -> {
          for (Cuts.Link link : links) {
            world.network().unblock(link.from(), link.to());
          }
        });
  }

  private boolean pause(SimNode node) {
    if (!node.up()) {
      return false;
    }
    node.pause(Duration.ofNanos(gen.between(20 * MILLI, 5_000 * MILLI)));
    return true;
  }

  /** What a thread has not done yet when another store takes over, or this one does. */
  private boolean stall() {
    SimNode node = world.node(gen.oneOf(target.storeNodes()));
    SimNode other = world.node(gen.oneOf(target.storeNodes()));
    if (!node.up()) {
      return false;
    }
    long nanos = gen.between(50 * MILLI, 5_000 * MILLI);
    node.stallThread(gen.between(0, 1_000), nanos);
    if (other != node && gen.chance(0.5)) {
      world.after(Duration.ofNanos(gen.between(0L, nanos)), "die beside a stall", other::kill);
    }
    return true;
  }

  /** It must not serve before it has everything again. */
  private boolean loseDirectory() {
    SimNode node = world.node(gen.oneOf(target.storeNodes()));
    Path directory = target.vitalDirectory();
    if (!node.up() || directory == null || !robbed.add(node.name())) {
      return false;
    }
    node.kill();
    Runnable bringBack = node.disk().takeAway(directory);
    during(
        gen.between(1_000 * MILLI, 8_000 * MILLI),
        () -> {
          node.kill();
          bringBack.run();
          robbed.remove(node.name());
        });
    return true;
  }

  private boolean clock(FaultKind kind, SimNode node) {
    if (kind == FaultKind.CLOCK_JUMP) {
      node.jumpWallClock(Duration.ofMillis(gen.between(-3_600_000L, 3_600_001L)));
    } else {
      node.setClockRatePpm(gen.between(-CLOCK_RATE_PPM_MAX, CLOCK_RATE_PPM_MAX + 1));
      during(gen.between(2_000 * MILLI, 20_000 * MILLI), () -> node.setClockRatePpm(0));
    }
    return true;
  }

  private boolean chaos() {
    world
        .network()
        .setChaos(
            new LinkChaos(
                gen.between(MILLI, 50 * MILLI),
                gen.random().nextDouble() * 0.3,
                gen.random().nextDouble() * 0.1,
                gen.random().nextDouble() * 0.3,
                gen.random().nextDouble() * 0.005,
                gen.random().nextDouble() * 0.05,
                gen.random().nextDouble() * 0.05));
    during(gen.between(500 * MILLI, 8_000 * MILLI), () -> world.network().setChaos(LinkChaos.NONE));
    return true;
  }

  private boolean reset(SimNode node) {
    for (SimNode other : world.nodes()) {
      if (other != node && gen.chance(0.5)) {
        world.network().breakConnections(node, other);
      }
    }
    return true;
  }

  private boolean disk(FaultKind kind, SimNode node) {
    if (!node.up()) {
      return false;
    }
    if (kind == FaultKind.FULL_DISK) {
      node.fill(true);
      during(gen.between(500 * MILLI, 6_000 * MILLI), () -> node.fill(false));
    } else if (kind == FaultKind.FULL_FILES) {
      node.fill(true);
      node.disk().fill();
      during(
          gen.between(500 * MILLI, 6_000 * MILLI),
          () -> {
            node.fill(false);
            node.disk().setCapacityBytes(Long.MAX_VALUE);
          });
    } else if (kind == FaultKind.FAILED_SYNC) {
      brokenDisks.add(node.name());
      node.disk().failSyncs(1);
    } else if (kind == FaultKind.HUNG_DISK) {
      hang(node);
    } else {
      node.disk().setExtraSyncNanos(gen.between(5 * MILLI, 300 * MILLI));
      during(gen.between(500 * MILLI, 6_000 * MILLI), () -> node.disk().setExtraSyncNanos(0));
    }
    return true;
  }

  /** What is being written meanwhile, perhaps nobody hears of, and it is overwritten by others. */
  private void hang(SimNode node) {
    node.disk().setHangNanos(gen.between(1_500 * MILLI, 12_000 * MILLI));
    during(gen.between(50 * MILLI, 2_000 * MILLI), () -> node.disk().setHangNanos(0));
    if (gen.chance(0.5)) {
      List<Cuts.Link> links = new ArrayList<>();
      for (String name : target.storeNodes()) {
        if (!name.equals(node.name())) {
          links.add(new Cuts.Link(node, world.node(name)));
          links.add(new Cuts.Link(world.node(name), node));
        }
      }
      block(links, gen.between(100 * MILLI, 3_000 * MILLI));
    }
  }

  /** Takes the fault back after {@code nanos}, or at the end of the safety phase. */
  private void during(long nanos, Runnable end) {
    active++;
    boolean[] ended = new boolean[1];
    Runnable once =
        () -> {
          if (!ended[0]) {
            ended[0] = true;
            active--;
            end.run();
          }
        };
    undo.add(once);
    world.after(
        Duration.ofNanos(nanos),
        "fault ends",
        () -> {
          undo.remove(once);
          once.run();
        });
  }

  // ---- bringing nodes back ----

  /** From now on dead nodes of the target come back; new nodes are noticed at every fault. */
  private void watch() {
    for (SimNode node : watchedNodes()) {
      if (watched.add(node.name())) {
        node.onCrash(kind -> restartLater(node, drawDowntimeNanos()));
      }
    }
  }

  private long drawDowntimeNanos() {
    boolean quick = world.nowNanos() < quickRestartsUntilNanos || gen.chance(0.2);
    return quick ? gen.between(10 * MILLI, 300 * MILLI) : gen.between(100 * MILLI, 4_000 * MILLI);
  }

  private void restartLater(SimNode node, long nanos) {
    if (!restarting.add(node.name())) {
      return;
    }
    world.after(Duration.ofNanos(nanos), "restart " + node.name(), () -> restart(node));
  }

  private void restart(SimNode node) {
    restarting.remove(node.name());
    if (node.up()) {
      return;
    }
    repair(node);
    try {
      target.restart(node.name());
    } catch (Exception | Error cause) {
      // Its start failed: that is the node's fault like any other, and it will be tried again.
      if (node.up()) {
        node.runtime().fail(cause);
      } else if (!SimulatedCrash.isIn(cause)) {
        world.recordFault(node, cause);
      }
      if (!node.up()) {
        restartLater(node, 500 * MILLI);
      }
    }
  }

  /**
   * A failed sync leaves pages that read back good and are not on the disk; no process can know
   * which. An operator reboots such a machine before its node comes back, and so does the plan.
   */
  private void repair(SimNode node) {
    if (brokenDisks.remove(node.name()) && !node.up()) {
      node.powerCut();
      node.disk().failSyncs(0);
    }
  }
}
