package io.holdfast.simulation.world;

import io.holdfast.runtime.net.Address;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The wires between the nodes and what is wrong with them. Links are directed, so that partitions
 * may be one-way; a blocked link holds what is sent over it, as TCP does, until it heals or the
 * connection is given up.
 */
public final class SimNetwork {
  /** A connection over a blocked link is given up after between these times. */
  private static final long GIVE_UP_NANOS_MIN = 200_000_000L;

  private static final long GIVE_UP_NANOS_MAX = 4_000_000_000L;

  /** Nanoseconds per byte: a link of one gigabit per second. */
  private static final long NANOS_PER_BYTE = 8;

  private final SimWorld world;
  private final RandomGenerator random;
  private final TreeMap<Long, Link> links = new TreeMap<>();
  private @Nullable Link[][] linksByEnds = new Link[0][]; // The same, by the ids of both nodes.
  private final TreeMap<String, SimServer> servers = new TreeMap<>();
  private final TreeMap<String, SimNode> owners = new TreeMap<>();
  private final LinkedHashSet<Exchange> exchanges = new LinkedHashSet<>();
  private LinkChaos chaos = LinkChaos.NONE;
  private int nextPort = 40_000;
  private long messages;
  private long lost;
  private long duplicated;
  private long reordered;
  private long broken;

  private static final class Link {
    private final long baseNanos;
    private int blocks;

    Link(long baseNanos) {
      this.baseNanos = baseNanos;
    }
  }

  SimNetwork(SimWorld world) {
    this.world = world;
    this.random = world.newRandom("network");
  }

  // ---- faults ----

  /** Nothing gets from {@code from} to {@code to} until unblocked as often. */
  public void block(SimNode from, SimNode to) {
    link(from, to).blocks++;
    world.note("block " + from.name() + ">" + to.name(), 0);
    for (Exchange exchange : List.copyOf(exchanges)) {
      exchange.linkBlocked(from, to);
    }
  }

  /** Takes back one {@link #block}. */
  public void unblock(SimNode from, SimNode to) {
    Link link = link(from, to);
    if (link.blocks > 0 && --link.blocks == 0) {
      world.note("unblock " + from.name() + ">" + to.name(), 0);
      release();
    }
  }

  /** Separates two groups, both ways. */
  public void partition(Collection<SimNode> left, Collection<SimNode> right) {
    partitionOneWay(left, right);
    partitionOneWay(right, left);
  }

  /** Blocks what {@code from} sends to {@code to}; the other direction works. */
  public void partitionOneWay(Collection<SimNode> from, Collection<SimNode> to) {
    for (SimNode source : from) {
      for (SimNode target : to) {
        if (source != target) {
          block(source, target);
        }
      }
    }
  }

  /** Separates one node from all others, both ways. */
  public void isolate(SimNode node) {
    List<SimNode> others = new ArrayList<>(world.nodes());
    others.remove(node);
    partition(List.of(node), others);
  }

  /** Removes all blocks and all chaos. */
  public void heal() {
    world.note("heal network", 0);
    for (Link link : links.values()) {
      link.blocks = 0;
    }
    chaos = LinkChaos.NONE;
    release();
  }

  /** Removes all blocks. */
  public void healPartitions() {
    LinkChaos kept = chaos;
    heal();
    chaos = kept;
  }

  /** From now on, on all links. */
  public void setChaos(LinkChaos next) {
    chaos = next;
    world.note("chaos " + next, 0);
  }

  /** Breaks every open call between the two nodes. */
  public void breakConnections(SimNode a, SimNode b) {
    for (Exchange exchange : List.copyOf(exchanges)) {
      if (exchange.connects(a, b)) {
        exchange.breakConnection("connection reset");
      }
    }
  }

  // ---- counters ----

  /** Messages handed to the wire. */
  public long messages() {
    return messages;
  }

  /** Datagrams lost. */
  public long lost() {
    return lost;
  }

  /** Datagrams that arrived twice. */
  public long duplicated() {
    return duplicated;
  }

  /** Datagrams held back. */
  public long reordered() {
    return reordered;
  }

  /** Calls whose connection broke. */
  public long broken() {
    return broken;
  }

  /** Calls in progress; what stays high without load is a leak. */
  public int openCalls() {
    return exchanges.size();
  }

  /** True iff something sent now would not arrive. */
  public boolean blocked(SimNode from, SimNode to) {
    return link(from, to).blocks > 0;
  }

  // ---- for the package ----

  SimWorld world() {
    return world;
  }

  void countMessage() {
    messages++;
  }

  void countBroken() {
    broken++;
  }

  boolean drawLost() {
    boolean hit = hit(chaos.loss());
    lost += hit ? 1 : 0;
    return hit;
  }

  boolean drawDuplicate() {
    boolean hit = hit(chaos.duplicate());
    duplicated += hit ? 1 : 0;
    return hit;
  }

  /** Extra delay of a datagram that others overtake, else 0. */
  long drawReorderNanos() {
    if (!hit(chaos.reorder())) {
      return 0;
    }
    reordered++;
    return random.nextLong(10 * Math.max(chaos.extraDelayNanosMax(), 1_000_000) + 1);
  }

  boolean drawLostAnswer() {
    return hit(chaos.lostAnswer());
  }

  /** What arrives instead: the same, or with one bit turned over. */
  WireFrame drawDamage(WireFrame frame) {
    return hit(chaos.damage()) ? frame.damaged(random) : frame;
  }

  boolean drawBreakage() {
    return hit(chaos.breakage());
  }

  private boolean hit(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Delay of one message of that size. */
  long drawDelayNanos(SimNode from, SimNode to, int sizeBytes) {
    long base = link(from, to).baseNanos;
    long jitter = random.nextLong(base / 2 + 1);
    long extra =
        chaos.extraDelayNanosMax() == 0 ? 0 : random.nextLong(chaos.extraDelayNanosMax() + 1);
    return base + jitter + extra + sizeBytes * NANOS_PER_BYTE;
  }

  long drawGiveUpNanos() {
    return random.nextLong(GIVE_UP_NANOS_MIN, GIVE_UP_NANOS_MAX);
  }

  void opened(Exchange exchange) {
    exchanges.add(exchange);
  }

  void closed(Exchange exchange) {
    exchanges.remove(exchange);
  }

  List<Exchange> exchangesOf(SimRuntime runtime) {
    List<Exchange> found = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      if (exchange.belongsTo(runtime)) {
        found.add(exchange);
      }
    }
    return found;
  }

  @Nullable SimServer server(Address address) {
    return servers.get(address.toString());
  }

  /** The machine of an address: the one that last listened there, or whose name is the host. */
  @Nullable SimNode ownerOf(Address address) {
    SimNode owner = owners.get(address.toString());
    return owner != null ? owner : world.nodeOrNull(address.host());
  }

  /** The address to listen at; a port of 0 is replaced by a free one. */
  Address bindAddress(Address wanted) {
    if (wanted.port() != 0) {
      return wanted;
    }
    Address address;
    do {
      address = new Address(wanted.host(), nextPort++);
    } while (servers.containsKey(address.toString()));
    return address;
  }

  boolean bind(SimServer server) {
    if (servers.putIfAbsent(server.address().toString(), server) != null) {
      return false;
    }
    owners.put(server.address().toString(), server.runtime().node());
    return true;
  }

  void unbind(SimServer server) {
    servers.remove(server.address().toString(), server);
  }

  private void release() {
    for (Exchange exchange : List.copyOf(exchanges)) {
      exchange.linkReleased();
    }
  }

  private Link link(SimNode from, SimNode to) {
    int ids = linksByEnds.length;
    Link known = from.id() < ids && to.id() < ids ? linksByEnds[from.id()][to.id()] : null;
    return known == null ? newLink(from, to) : known;
  }

  private Link newLink(SimNode from, SimNode to) {
    SimOptions options = world.options();
    long base =
        from == to
            ? 5_000
            : random.nextLong(options.linkDelayNanosMin(), options.linkDelayNanosMax());
    Link link = new Link(base);
    links.put(((long) from.id() << 32) | to.id(), link);
    int ids = Math.max(linksByEnds.length, 1 + Math.max(from.id(), to.id()));
    @Nullable Link[][] wider = new Link[ids][ids];
    for (int i = 0; i < linksByEnds.length; i++) {
      System.arraycopy(linksByEnds[i], 0, wider[i], 0, linksByEnds.length);
    }
    wider[from.id()][to.id()] = link;
    linksByEnds = wider;
    return link;
  }
}
