package io.holdfast.simulation.world;

import io.holdfast.simulation.seed.Gen;
import java.util.ArrayList;
import java.util.List;

/** Which links a fault of separation takes away. */
final class Cuts {
  private final FaultTarget target;
  private final Gen gen;

  /** A link in one direction. */
  record Link(SimNode from, SimNode to) {}

  Cuts(FaultTarget target, Gen gen) {
    this.target = target;
    this.gen = gen;
  }

  /** The links to block; {@code node} is the one in question where there is one. */
  List<Link> draw(FaultKind kind, SimNode node) {
    List<SimNode> others = new ArrayList<>(target.world().nodes());
    others.remove(node);
    List<Link> links = new ArrayList<>();
    switch (kind) {
      case ISOLATE -> both(links, List.of(node), others);
      case ONE_WAY -> {
        boolean deaf = gen.chance(0.5);
        oneWay(links, deaf ? others : List.of(node), deaf ? List.of(node) : others);
      }
      case CUT_STORES, CUT_LINK -> stores(kind, links);
      case CUT_DRIVER -> driver(links);
      default -> {
        List<SimNode> left = new ArrayList<>();
        List<SimNode> right = new ArrayList<>();
        for (SimNode other : others) {
          (gen.chance(0.5) ? left : right).add(other);
        }
        if (kind == FaultKind.HALVES) {
          left.add(node); // Else the node is the bridge: it sees both sides.
        }
        both(links, left, right);
      }
    }
    return links;
  }

  private void stores(FaultKind kind, List<Link> links) {
    List<SimNode> stores = nodes(target.storeNodes());
    SimNode first = gen.oneOf(stores);
    stores.remove(first);
    if (stores.isEmpty()) {
      return;
    }
    SimNode second = gen.oneOf(stores);
    if (kind == FaultKind.CUT_LINK) {
      links.add(new Link(first, second));
    } else if (stores.size() > 2 && gen.chance(0.5)) {
      stores.remove(second);
      both(links, List.of(first, second), stores);
    } else {
      both(links, List.of(first), stores);
    }
  }

  private void driver(List<Link> links) {
    List<SimNode> drivers = nodes(target.faultNodes());
    drivers.removeAll(nodes(target.storeNodes()));
    List<SimNode> cut = new ArrayList<>();
    boolean all = gen.chance(0.3);
    for (SimNode node : target.world().nodes()) {
      if (!drivers.contains(node) && (all || gen.chance(0.5))) {
        cut.add(node);
      }
    }
    both(links, drivers, cut);
  }

  private List<SimNode> nodes(List<String> names) {
    List<SimNode> nodes = new ArrayList<>();
    for (String name : names) {
      nodes.add(target.world().node(name));
    }
    return nodes;
  }

  private static void both(List<Link> links, List<SimNode> left, List<SimNode> right) {
    oneWay(links, left, right);
    oneWay(links, right, left);
  }

  private static void oneWay(List<Link> links, List<SimNode> from, List<SimNode> to) {
    for (SimNode source : from) {
      for (SimNode goal : to) {
        links.add(new Link(source, goal));
      }
    }
  }
}
