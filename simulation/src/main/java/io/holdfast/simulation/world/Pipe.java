package io.holdfast.simulation.world;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One direction of a call: an ordered queue of frames, each with the earliest time it may arrive.
 * Over a blocked link the queue stands still. Datagrams travel outside the queue.
 */
final class Pipe {
  private final SimNetwork network;
  private final SimNode from;
  private final SimNode to;
  private final Consumer<WireFrame> receiver;
  private final Runnable onStall;
  private final String label;
  private final ArrayDeque<Timed> queue = new ArrayDeque<>();
  private long lastArrivalNanos;
  private boolean stalled;
  private boolean closed;

  private record Timed(WireFrame frame, long arrivalNanos) {}

  Pipe(
      SimNetwork network,
      SimNode from,
      SimNode to,
      String label,
      Consumer<WireFrame> receiver,
      Runnable onStall) {
    this.network = network;
    this.from = from;
    this.to = to;
    this.label = label;
    this.receiver = receiver;
    this.onStall = onStall;
  }

  boolean leads(SimNode source, SimNode target) {
    return from == source && to == target;
  }

  /** Sends in order, {@code extraNanos} later than the link alone would deliver. */
  void send(WireFrame frame, long extraNanos) {
    if (closed) {
      return;
    }
    network.countMessage();
    SimWorld world = network.world();
    long arrival =
        Math.max(
            lastArrivalNanos + 1,
            world.nowNanos() + network.drawDelayNanos(from, to, frame.sizeBytes()) + extraNanos);
    lastArrivalNanos = arrival;
    queue.add(new Timed(frame, arrival));
    world.at(arrival, label, frame.sizeBytes(), this::pump);
  }

  /** Sends a message that may be lost, repeated or overtaken. */
  void sendDatagram(WireFrame frame) {
    if (closed) {
      return;
    }
    network.countMessage();
    if (network.drawLost()) {
      network.world().note("lost " + label, frame.sizeBytes());
      return;
    }
    if (network.drawDuplicate()) {
      deliverDatagram(frame);
    }
    deliverDatagram(network.drawDamage(frame));
  }

  private void deliverDatagram(WireFrame frame) {
    SimWorld world = network.world();
    long hold = network.drawReorderNanos();
    long arrival = world.nowNanos() + network.drawDelayNanos(from, to, frame.sizeBytes()) + hold;
    if (hold == 0) {
      arrival = Math.max(arrival, lastArrivalNanos + 1);
      lastArrivalNanos = arrival;
    }
    world.at(
        arrival,
        label,
        frame.sizeBytes(),
        () -> {
          if (!closed && !network.blocked(from, to)) {
            deliver(frame);
          }
        });
  }

  void unstall() {
    if (stalled && !network.blocked(from, to)) {
      stalled = false;
      pump();
    }
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
    queue.clear();
  }

  private void pump() {
    while (!closed && !stalled && !queue.isEmpty()) {
      Timed head = queue.peek();
      SimWorld world = network.world();
      if (head.arrivalNanos > world.nowNanos()) {
        return; // Its own event is still to come.
      }
      if (network.blocked(from, to)) {
        stalled = true;
        onStall.run();
        return;
      }
      queue.remove();
      deliver(head.frame);
    }
  }

  private void deliver(WireFrame frame) {
    network.world().note(label, Trace.hashOf(frame.bytesOrEmpty().readOnlyArray()));
    receiver.accept(frame);
  }
}
