package io.holdfast.bench.peer;

import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.load.Measurement;
import io.holdfast.bench.load.OfferedLoad;
import io.holdfast.bench.load.Window;
import io.holdfast.bench.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Carries a plan out: all systems run at the same time and rest but one; the systems are measured
 * in turn, round after round, so that a busy minute of the machine hits all alike. One thread.
 */
public final class PeerDriver {
  private final PeerPlan plan;
  private final Consumer<String> progress;

  /** A driver that tells its progress line by line. */
  public PeerDriver(PeerPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** All systems there are, ours first. */
  static List<PeerKind> kinds(Path home) {
    return List.of(
        new HoldfastKind(),
        new EtcdKind(),
        JvmKind.rheakv(home),
        JvmKind.ignite(home),
        new PostgresKind());
  }

  /** Names of all systems there are, ours first. */
  public static List<String> names() {
    return kinds(Path.of("")).stream().map(PeerKind::name).toList();
  }

  /** Starts what is to be had, measures, throws everything away. */
  public PeerReport run() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> absent = new LinkedHashMap<>();
    List<PeerCell> cells = new ArrayList<>();
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Map<String, Peer> peers = start(settings, absent, opened);
      for (PeerOperation operation : plan.operations()) {
        for (int clients : plan.clients()) {
          cells.addAll(measure(peers, operation, clients));
        }
      }
    } finally {
      for (int i = opened.size() - 1; i >= 0; i--) {
        opened.get(i).close();
      }
    }
    return new PeerReport(plan, settings, absent, cells);
  }

  private Map<String, Peer> start(
      Map<String, String> settings, Map<String, String> absent, List<AutoCloseable> opened)
      throws Exception {
    Map<String, Peer> peers = new LinkedHashMap<>();
    for (PeerKind kind : kinds(plan.home())) {
      if (!plan.systems().contains(kind.name())) {
        continue;
      }
      String why = kind.absent();
      if (why != null) {
        absent.put(kind.name(), why);
        progress.accept(kind.name() + " is left out: " + why);
        continue;
      }
      ProcessGroup group = ProcessGroup.create(plan.dataParent(), "peer-" + kind.name());
      opened.add(group);
      try {
        Peer peer = kind.start(group, plan, progress);
        opened.add(peer);
        peers.put(kind.name(), peer);
        settings.put(kind.name(), kind.settings());
      } catch (IOException | RuntimeException | SQLException e) {
        if (kind instanceof HoldfastKind) {
          throw e;
        }
        absent.put(kind.name(), "it could not be started: " + e.getMessage());
        progress.accept(kind.name() + " is left out: " + absent.get(kind.name()));
      }
    }
    return peers;
  }

  private List<PeerCell> measure(Map<String, Peer> peers, PeerOperation operation, int clients)
      throws Exception {
    Map<String, List<Window>> windows = new LinkedHashMap<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Map.Entry<String, Peer> each : peers.entrySet()) {
        if (each.getValue().can(operation)) {
          windows
              .computeIfAbsent(each.getKey(), absent -> new ArrayList<>())
              .add(measure(each.getKey(), each.getValue(), operation, clients, round));
        }
      }
    }
    List<PeerCell> cells = new ArrayList<>();
    windows.forEach((name, each) -> cells.add(new PeerCell(name, operation, clients, each)));
    return cells;
  }

  private Window measure(String name, Peer peer, PeerOperation operation, int clients, int round)
      throws Exception {
    String title = operation.title() + ", " + clients + " clients, round " + round + ", " + name;
    progress.accept(title);
    OfferedLoad load = peer.start(operation, clients);
    try {
      // Later rounds find everything warm and only need the load to be under way.
      long warmUp = round == 1 ? plan.warmUpOperations() : 0;
      Window window =
          new Measurement(plan.measured(), warmUp)
              .run(load, new CpuMeters(peer.servers()), peer::checkAlive, () -> {});
      if (load.firstFailure() != null) {
        progress.accept(
            title + ": " + window.count().failed() + " failed, the first: " + load.firstFailure());
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: %,.0f per second, %.1f us of CPU of all servers each%s",
              title,
              window.perSecond(),
              window.serverMicros(),
              window.warm() ? "" : ", not warm"));
      return window;
    } finally {
      load.stop();
    }
  }
}
