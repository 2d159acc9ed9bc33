package io.holdfast.cluster;

import io.holdfast.simulation.world.Profile;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.LogBytes;

/** The line of Java that starts a simulated cluster again as it was started. */
final class ReproducingCode {
  private ReproducingCode() {}

  static String of(SimulatedClusterOptions options) {
    SimulatedClusterOptions usual = SimulatedClusterOptions.of(options.seed());
    String seed = String.format("0x%xL", options.seed());
    StringBuilder code = new StringBuilder();
    if (options.stores() != usual.stores()) {
      code.append(".withStores(").append(options.stores()).append(')');
    }
    if (options.keyMode() != usual.keyMode()) {
      code.append(".withKeyMode(KeyMode.").append(options.keyMode()).append(')');
    }
    if (options.pipeline() != usual.pipeline()) {
      code.append(".withPipeline(Pipeline.").append(options.pipeline()).append(')');
    }
    if (!options.limits().equals(usual.limits())) {
      code.append(".withLimits(").append(limits(options.limits())).append(')');
    }
    if (!options.profile().equals(usual.profile())) {
      code.append(".withProfile(").append(profile(options.profile())).append(')');
    }
    if (options.lateDuplicates() != usual.lateDuplicates()) {
      code.append(".withLateDuplicates(").append(options.lateDuplicates()).append(')');
    }
    if (options.lostCommits() != usual.lostCommits()) {
      code.append(".withLostCommits(").append(options.lostCommits()).append(')');
    }
    if (!options.habits().equals(usual.habits())) {
      code.append(".withHabits(new ClientHabits(")
          .append(options.habits().lateRequests())
          .append(", ")
          .append(options.habits().tightPages())
          .append(", ")
          .append(options.habits().streaming())
          .append("))");
    }
    if (options.leases()) {
      code.append(".withLeases(true)");
    }
    if (!options.sleeping()) {
      code.append(".withSleeping(false)");
    }
    if (!options.wiring().equals(usual.wiring())) {
      code.append(".withWiring(...)"); // Code of a test: only that test can say it.
    }
    return code.isEmpty()
        ? "SimulatedCluster.start(" + seed + ")"
        : "SimulatedCluster.start(SimulatedClusterOptions.of(" + seed + ")" + code + ")";
  }

  private static String profile(Profile profile) {
    return Profile.all().contains(profile)
        ? "Profile.named(\"" + profile.name() + "\")"
        : profile.toString();
  }

  private static String limits(Limits limits) {
    LogBytes log = limits.logBytes();
    return String.format(
        "new Limits(%d, %dL, %d, %dL, %dL, %d, %d, new LogBytes(%dL, %dL, %dL))",
        limits.entryBytesMax(),
        limits.pendingBytesMax(),
        limits.pendingReadsMax(),
        limits.compactEntriesMin(),
        limits.compactEntriesForced(),
        limits.snapshotChunkBytes(),
        limits.snapshotsMax(),
        log.silentMax(),
        log.activeMax(),
        log.storeMax());
  }
}
