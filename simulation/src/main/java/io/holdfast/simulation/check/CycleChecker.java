package io.holdfast.simulation.check;

import io.holdfast.simulation.check.DependencyGraph.Edge;
import io.holdfast.simulation.check.DependencyGraph.Kind;
import io.holdfast.simulation.check.History.Operation;
import io.holdfast.simulation.check.History.Outcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges transactions that append to and read lists. A read list shows the order of all writes to
 * its key, so every dependency between transactions is known, and a level of isolation is a set of
 * forbidden cycles (Adya 1999; the method is that of Elle, Kingsbury and Alvaro 2020).
 *
 * <p>Strong snapshot isolation forbids every cycle in which no two anti-dependencies are adjacent,
 * strict serializability every cycle; both with edges for real time. Besides cycles: values out of
 * nowhere, aborted, intermediate and internally inconsistent reads, duplicates, lists that
 * contradict each other.
 */
public final class CycleChecker {
  private static final int ANOMALIES_MAX = 50;

  /** What the transactions were promised. */
  public enum Level {
    /** Snapshots that are never older than what had returned before. */
    STRONG_SNAPSHOT_ISOLATION,
    /** As if one after the other, in an order that respects real time. */
    STRICT_SERIALIZABLE
  }

  private record Write(int transaction, boolean lastOfItsKey) {}

  private final Level level;
  private final List<Operation<List<AppendOp>, List<AppendOp>>> operations;
  private final DependencyGraph graph;
  private final TreeMap<String, TreeMap<Long, Write>> writes = new TreeMap<>();
  private final TreeMap<String, List<Long>> orders = new TreeMap<>();
  private final List<String> anomalies = new ArrayList<>();

  private CycleChecker(Level level, List<Operation<List<AppendOp>, List<AppendOp>>> operations) {
    this.level = level;
    this.operations = operations;
    this.graph = new DependencyGraph(operations.size());
  }

  /** Checks a history; the output of a transaction is its steps with what was read filled in. */
  public static CheckResult check(History<List<AppendOp>, List<AppendOp>> history, Level level) {
    CycleChecker checker = new CycleChecker(level, history.operations());
    checker.collectWrites();
    checker.inferOrders();
    checker.checkReads();
    checker.addDependencies();
    checker.addRealTime();
    checker.findCycles();
    return CheckResult.of(history.count(Outcome.OK), checker.anomalies);
  }

  private void anomaly(String text) {
    if (anomalies.size() < ANOMALIES_MAX) {
      anomalies.add(text);
    }
  }

  private List<AppendOp> steps(int transaction) {
    Operation<List<AppendOp>, List<AppendOp>> operation = operations.get(transaction);
    List<AppendOp> output = operation.output();
    return operation.outcome() == Outcome.OK && output != null ? output : operation.input();
  }

  private boolean ok(int transaction) {
    return operations.get(transaction).outcome() == Outcome.OK;
  }

  private void collectWrites() {
    for (int i = 0; i < operations.size(); i++) {
      TreeMap<String, Long> last = new TreeMap<>();
      for (AppendOp step : steps(i)) {
        if (step.append()) {
          last.put(step.key(), step.value());
        }
      }
      for (AppendOp step : steps(i)) {
        if (step.append()) {
          Write write = new Write(i, last.getOrDefault(step.key(), -1L) == step.value());
          if (writesOf(step.key()).put(step.value(), write) != null) {
            throw new IllegalArgumentException("appended twice by the workload: " + step);
          }
        }
      }
    }
  }

  private Map<Long, Write> writesOf(String key) {
    return writes.computeIfAbsent(key, absent -> new TreeMap<>());
  }

  private void inferOrders() {
    for (int i = 0; i < operations.size(); i++) {
      if (!ok(i)) {
        continue;
      }
      for (AppendOp step : steps(i)) {
        List<Long> read = step.read();
        if (read == null) {
          continue;
        }
        List<Long> longest = orders.getOrDefault(step.key(), List.of());
        boolean longer = read.size() > longest.size();
        List<Long> shorter = longer ? longest : read;
        if (!(longer ? read : longest).subList(0, shorter.size()).equals(shorter)) {
          anomaly("incompatible orders of " + step.key() + ": " + longest + " and " + read);
        }
        if (longer) {
          orders.put(step.key(), read);
        }
      }
    }
    for (Map.Entry<String, List<Long>> order : orders.entrySet()) {
      if (new LinkedHashSet<>(order.getValue()).size() < order.getValue().size()) {
        anomaly("duplicate elements: " + order);
      }
    }
  }

  private void checkReads() {
    for (int i = 0; i < operations.size(); i++) {
      if (ok(i)) {
        checkReadsOf(i);
      }
    }
  }

  private void checkReadsOf(int transaction) {
    TreeMap<String, List<Long>> own = new TreeMap<>(); // What the transaction must see, if known.
    TreeMap<String, List<Long>> appended = new TreeMap<>();
    for (AppendOp step : steps(transaction)) {
      List<Long> read = step.read();
      if (step.append()) {
        appended.computeIfAbsent(step.key(), key -> new ArrayList<>()).add(step.value());
        List<Long> known = own.get(step.key());
        if (known != null) {
          known.add(step.value());
        }
      } else if (read != null) {
        List<Long> known = own.get(step.key());
        List<Long> mine = appended.getOrDefault(step.key(), List.of());
        if (known != null && !known.equals(read)) {
          anomaly("internal: " + operations.get(transaction) + " must read " + known);
        } else if (!endsWith(read, mine)) {
          anomaly("internal: " + operations.get(transaction) + " misses its own " + mine);
        }
        own.put(step.key(), new ArrayList<>(read));
        checkSources(transaction, step.key(), read);
      }
    }
  }

  private void checkSources(int reader, String key, List<Long> read) {
    for (int i = 0; i < read.size(); i++) {
      Write write = writesOf(key).get(read.get(i));
      if (write == null) {
        anomaly("garbage: " + read.get(i) + " was never appended: " + operations.get(reader));
      } else if (operations.get(write.transaction).outcome() == Outcome.FAIL) {
        anomaly(
            "G1a aborted read of "
                + read.get(i)
                + ": "
                + operations.get(reader)
                + " of "
                + operations.get(write.transaction));
      } else if (i == read.size() - 1 && !write.lastOfItsKey && write.transaction != reader) {
        anomaly(
            "G1b intermediate read of "
                + read.get(i)
                + ": "
                + operations.get(reader)
                + " of "
                + operations.get(write.transaction));
      }
    }
  }

  private static boolean endsWith(List<Long> list, List<Long> end) {
    return list.size() >= end.size()
        && list.subList(list.size() - end.size(), list.size()).equals(end);
  }

  private void addDependencies() {
    for (Map.Entry<String, List<Long>> order : orders.entrySet()) {
      @Nullable Write previous = null;
      for (long value : order.getValue()) {
        Write write = writesOf(order.getKey()).get(value);
        if (write != null && previous != null) {
          graph.add(previous.transaction, write.transaction, Kind.WW);
        }
        previous = write;
      }
    }
    for (int i = 0; i < operations.size(); i++) {
      if (ok(i)) {
        for (AppendOp step : steps(i)) {
          List<Long> read = step.read();
          if (read != null) {
            addReadDependencies(i, step.key(), read);
          }
        }
      }
    }
  }

  private void addReadDependencies(int reader, String key, List<Long> read) {
    Map<Long, Write> known = writesOf(key);
    List<Long> order = orders.getOrDefault(key, List.of());
    if (!read.isEmpty()) {
      Write last = known.get(read.get(read.size() - 1));
      if (last != null) {
        graph.add(last.transaction, reader, Kind.WR);
      }
    }
    if (read.size() < order.size()) {
      Write next = known.get(order.get(read.size()));
      if (next != null) {
        graph.add(reader, next.transaction, Kind.RW);
      }
      return;
    }
    // Nobody saw the rest: acknowledged appends must come behind all that was ever read.
    for (Map.Entry<Long, Write> write : known.entrySet()) {
      if (ok(write.getValue().transaction) && !read.contains(write.getKey())) {
        graph.add(reader, write.getValue().transaction, Kind.RW);
      }
    }
  }

  /** Edges from each returned transaction to the later calls, without those that others imply. */
  private void addRealTime() {
    TreeMap<Long, Integer> events = new TreeMap<>();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i).outcome() != Outcome.FAIL) {
        events.put(operations.get(i).invokedAt(), i);
        if (ok(i)) {
          events.put(operations.get(i).returnedAt(), i);
        }
      }
    }
    LinkedHashSet<Integer> frontier = new LinkedHashSet<>();
    for (Map.Entry<Long, Integer> event : events.entrySet()) {
      int transaction = event.getValue();
      long invokedAt = operations.get(transaction).invokedAt();
      if (event.getKey() == invokedAt) {
        for (int before : frontier) {
          graph.add(before, transaction, Kind.RT);
        }
      } else {
        frontier.removeIf(before -> operations.get(before).returnedAt() < invokedAt);
        frontier.add(transaction);
      }
    }
  }

  private void findCycles() {
    EnumSet<Kind> writesOnly = EnumSet.of(Kind.WW, Kind.RT);
    EnumSet<Kind> information = EnumSet.of(Kind.WW, Kind.WR, Kind.RT);
    List<Edge> g0 = graph.cycle(writesOnly);
    List<Edge> g1c = graph.cycle(information);
    List<Edge> single = graph.cycleWithOneAntiDependency(information);
    if (!g0.isEmpty()) {
      report("G0", g0);
    } else if (!g1c.isEmpty()) {
      report("G1c", g1c);
    } else if (!single.isEmpty()) {
      report("G-single", single);
    } else if (level == Level.STRONG_SNAPSHOT_ISOLATION) {
      report("G-nonadjacent", graph.cycleWithoutAdjacentAntiDependencies(information));
    } else {
      report("G2", graph.cycle(EnumSet.allOf(Kind.class)));
    }
  }

  private void report(String name, List<Edge> cycle) {
    if (cycle.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(name);
    for (Edge edge : cycle) {
      if (edge.kind() == Kind.RT) {
        text.append("-realtime");
        break;
      }
    }
    for (Edge edge : cycle) {
      text.append("\n  T").append(edge.from()).append(' ').append(steps(edge.from()));
      text.append(" --").append(edge.kind()).append("--> T").append(edge.to());
    }
    anomaly(text.toString());
  }
}
