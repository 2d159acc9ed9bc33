package io.holdfast.cluster;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.simulation.world.Profile;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.Pipeline;
import java.time.Duration;

/**
 * What a simulated cluster is made of.
 *
 * @param seed decides everything that happens
 * @param stores number of stores
 * @param replicas replicas of every region
 * @param keyMode raw or transactional keys
 * @param pipeline how the roles of a store share loops
 * @param limits bounds of every store; tight ones make truncation and snapshots the rule
 * @param profile decides the world's delays; its faults begin only when a plan is started
 * @param wiring parts exchanged, to plant bugs
 * @param lateDuplicates chance that a request of a transaction is sent once more, seconds later
 * @param lostCommits chance that the answer to a commit is lost, and those to its repetitions: the
 *     client cannot know whether the transaction happened
 * @param habits what clients do that others seldom do
 * @param leases leaders answer reads alone while enough stores support theirs
 * @param sleeping regions to which nothing happens sleep
 * @param runLimit simulated time one piece of code may take
 * @param reproduceLine printed with every failure; unless set, code that makes the same cluster
 */
public record SimulatedClusterOptions(
    long seed,
    int stores,
    int replicas,
    KeyMode keyMode,
    Pipeline pipeline,
    Limits limits,
    Profile profile,
    ClusterWiring wiring,
    double lateDuplicates,
    double lostCommits,
    ClientHabits habits,
    boolean leases,
    boolean sleeping,
    Duration runLimit,
    String reproduceLine) {
  /** Validates. */
  public SimulatedClusterOptions {
    if (stores < 1 || replicas < 1 || replicas > stores) {
      throw new IllegalArgumentException(
          "a cluster needs stores, and at least one for each replica: " + stores + ", " + replicas);
    }
  }

  /** Three stores, three replicas, transactions, no faults. */
  public static SimulatedClusterOptions of(long seed) {
    return new SimulatedClusterOptions(
        seed,
        3,
        3,
        KeyMode.V1_TXN,
        Pipeline.STAGED,
        Limits.defaults(),
        Profile.CALM,
        ClusterWiring.PRODUCTION,
        0,
        0,
        ClientHabits.USUAL,
        false,
        true,
        Duration.ofMinutes(10),
        "");
  }

  /** The same with that many stores; at most three replicas. */
  public SimulatedClusterOptions withStores(int count) {
    return new SimulatedClusterOptions(
        seed,
        count,
        Math.min(3, count),
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with another key mode. */
  public SimulatedClusterOptions withKeyMode(KeyMode other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        other,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with another profile. */
  public SimulatedClusterOptions withProfile(Profile other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        other,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with another pipeline. */
  public SimulatedClusterOptions withPipeline(Pipeline other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        other,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with other bounds of its stores. */
  public SimulatedClusterOptions withLimits(Limits other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        other,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with parts exchanged. */
  public SimulatedClusterOptions withWiring(ClusterWiring other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        other,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with some requests repeated late. */
  public SimulatedClusterOptions withLateDuplicates(double probability) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        probability,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /**
   * The same with answers to commits that are lost, each with that chance. Transactions of clients
   * and SQL nodes then end with an outcome that is not known, which an application must not take
   * for a failure: what it repeats blindly may happen twice.
   */
  public SimulatedClusterOptions withLostCommits(double probability) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        probability,
        habits,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with clients of other habits. */
  public SimulatedClusterOptions withHabits(ClientHabits other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        other,
        leases,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with reads under leases, or without. */
  public SimulatedClusterOptions withLeases(boolean on) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        on,
        sleeping,
        runLimit,
        reproduceLine);
  }

  /** The same with regions that sleep, or without. */
  public SimulatedClusterOptions withSleeping(boolean on) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        on,
        runLimit,
        reproduceLine);
  }

  /** The line to print with every failure. */
  @Override
  public String reproduceLine() {
    return reproduceLine.isEmpty() ? ReproducingCode.of(this) : reproduceLine;
  }

  /** The same with another line to print with every failure. */
  public SimulatedClusterOptions withReproduceLine(String other) {
    return new SimulatedClusterOptions(
        seed,
        stores,
        replicas,
        keyMode,
        pipeline,
        limits,
        profile,
        wiring,
        lateDuplicates,
        lostCommits,
        habits,
        leases,
        sleeping,
        runLimit,
        other);
  }
}
