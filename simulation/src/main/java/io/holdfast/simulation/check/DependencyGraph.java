package io.holdfast.simulation.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * Which transaction must come before which, and why. Nodes are numbered; edges keep the order in
 * which they were added, so that reports are reproducible.
 */
final class DependencyGraph {
  /** Why one comes before the other. */
  enum Kind {
    /** Overwrites: the other's append follows in the list. */
    WW,
    /** The other read what this one wrote. */
    WR,
    /** This one read a state that the other changed. */
    RW,
    /** This one had returned before the other was called. */
    RT
  }

  record Edge(int from, int to, Kind kind) {}

  private final List<List<Edge>> outgoing = new ArrayList<>();

  DependencyGraph(int nodes) {
    for (int i = 0; i < nodes; i++) {
      outgoing.add(new ArrayList<>());
    }
  }

  void add(int from, int to, Kind kind) {
    Edge edge = new Edge(from, to, kind);
    if (from != to && !outgoing.get(from).contains(edge)) {
      outgoing.get(from).add(edge);
    }
  }

  int size() {
    return outgoing.size();
  }

  /** A shortest cycle over edges of the given kinds; empty when there is none. */
  List<Edge> cycle(EnumSet<Kind> kinds) {
    int[] component = components(kinds);
    List<Edge> best = List.of();
    for (int start = 0; start < size(); start++) {
      for (Edge edge : outgoing.get(start)) {
        if (kinds.contains(edge.kind) && component[edge.to] == component[start]) {
          List<Edge> back = path(edge.to, start, kinds, component);
          if (best.isEmpty() || back.size() + 1 < best.size()) {
            best = new ArrayList<>();
            best.add(edge);
            best.addAll(back);
          }
          break; // One try per node: short enough, and linear for long histories.
        }
      }
      if (best.size() == 2) {
        break;
      }
    }
    return best;
  }

  /** A cycle with exactly one edge of kind RW, the others of {@code kinds}; empty if none. */
  List<Edge> cycleWithOneAntiDependency(EnumSet<Kind> kinds) {
    EnumSet<Kind> all = EnumSet.copyOf(kinds);
    all.add(Kind.RW);
    int[] component = components(all);
    for (int start = 0; start < size(); start++) {
      for (Edge edge : outgoing.get(start)) {
        if (edge.kind == Kind.RW && component[edge.to] == component[start]) {
          List<Edge> back = path(edge.to, start, kinds, component);
          if (!back.isEmpty()) {
            List<Edge> cycle = new ArrayList<>();
            cycle.add(edge);
            cycle.addAll(back);
            return cycle;
          }
        }
      }
    }
    return List.of();
  }

  /**
   * A closed walk without two adjacent edges of kind RW: impossible under snapshot isolation. Found
   * as a cycle in the graph of (node, whether the last edge was RW).
   */
  List<Edge> cycleWithoutAdjacentAntiDependencies(EnumSet<Kind> others) {
    DependencyGraph product = new DependencyGraph(2 * size());
    for (List<Edge> edges : outgoing) {
      for (Edge edge : edges) {
        if (edge.kind == Kind.RW) {
          product.add(2 * edge.from, 2 * edge.to + 1, Kind.RW);
        } else if (others.contains(edge.kind)) {
          product.add(2 * edge.from, 2 * edge.to, edge.kind);
          product.add(2 * edge.from + 1, 2 * edge.to, edge.kind);
        }
      }
    }
    EnumSet<Kind> all = EnumSet.copyOf(others);
    all.add(Kind.RW);
    List<Edge> cycle = new ArrayList<>();
    for (Edge edge : product.cycle(all)) {
      cycle.add(new Edge(edge.from / 2, edge.to / 2, edge.kind));
    }
    return cycle;
  }

  /** A shortest path within the component, breadth first; empty when there is none. */
  private List<Edge> path(int from, int to, EnumSet<Kind> kinds, int[] component) {
    Edge[] via = new Edge[size()];
    boolean[] seen = new boolean[size()];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    seen[from] = true;
    queue.add(from);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      if (node == to) {
        List<Edge> path = new ArrayList<>();
        for (int at = to; at != from; at = via[at].from) {
          path.add(via[at]);
        }
        Collections.reverse(path);
        return path;
      }
      for (Edge edge : outgoing.get(node)) {
        if (!seen[edge.to] && kinds.contains(edge.kind) && component[edge.to] == component[to]) {
          seen[edge.to] = true;
          via[edge.to] = edge;
          queue.add(edge.to);
        }
      }
    }
    return List.of();
  }

  /** Strongly connected components (Tarjan, without recursion). */
  private int[] components(EnumSet<Kind> kinds) {
    int[] component = new int[size()];
    int[] index = new int[size()];
    int[] low = new int[size()];
    int[] next = new int[size()];
    Arrays.fill(component, -1);
    Arrays.fill(index, -1);
    ArrayDeque<Integer> open = new ArrayDeque<>();
    ArrayDeque<Integer> path = new ArrayDeque<>();
    int counter = 0;
    int components = 0;
    for (int root = 0; root < size(); root++) {
      if (index[root] >= 0) {
        continue;
      }
      path.push(root);
      while (!path.isEmpty()) {
        int node = path.peek();
        if (index[node] < 0) {
          index[node] = low[node] = counter++;
          open.push(node);
        }
        boolean descended = false;
        List<Edge> edges = outgoing.get(node);
        while (next[node] < edges.size() && !descended) {
          Edge edge = edges.get(next[node]++);
          if (!kinds.contains(edge.kind)) {
            continue;
          }
          if (index[edge.to] < 0) {
            path.push(edge.to);
            descended = true;
          } else if (component[edge.to] < 0) {
            low[node] = Math.min(low[node], index[edge.to]);
          }
        }
        if (descended) {
          continue;
        }
        path.pop();
        Integer parent = path.peek();
        if (parent != null) {
          low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] == index[node]) {
          int member;
          do {
            member = open.pop();
            component[member] = components;
          } while (member != node);
          components++;
        }
      }
    }
    return component;
  }
}
