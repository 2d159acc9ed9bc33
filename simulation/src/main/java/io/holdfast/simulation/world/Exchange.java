package io.holdfast.simulation.world;

import io.grpc.Metadata;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * One RPC between two lives: two pipes, and an end on each side. The server is looked up when the
 * headers arrive, so a call made before a restart may reach the new process.
 *
 * <pre>
 *   SimClientCall --toServer--> SimServerCall
 *                 <--toClient--
 * </pre>
 *
 * <p>The end of either life, a blocked link and a reset break it: the client sees UNAVAILABLE, the
 * server a cancellation; which of them did what in between stays unknown, as in reality.
 */
final class Exchange {
  private final SimNetwork network;
  private final SimChannel channel;
  private final SimClientCall<?, ?> client;
  private final String method;
  private final boolean datagrams;
  private final SimNode clientNode;
  private final SimNode serverNode;
  private final Pipe toServer;
  private final Pipe toClient;
  private @Nullable SimServer server;
  private @Nullable SimServerCall<?, ?> serverCall;
  private boolean givingUp;
  private boolean over;

  Exchange(SimChannel channel, SimClientCall<?, ?> client, String method, SimNode serverNode) {
    this.network = channel.network();
    this.channel = channel;
    this.client = client;
    this.method = method;
    this.datagrams = network.world().options().datagram().test(method);
    this.clientNode = channel.runtime().node();
    this.serverNode = serverNode;
    this.toServer =
        new Pipe(network, clientNode, serverNode, ">" + method, this::atServer, this::giveUpLater);
    this.toClient =
        new Pipe(network, serverNode, clientNode, "<" + method, this::atClient, this::giveUpLater);
    network.opened(this);
    channel.opened(this);
  }

  SimNetwork network() {
    return network;
  }

  boolean belongsTo(SimRuntime runtime) {
    return channel.runtime() == runtime || (server != null && server.runtime() == runtime);
  }

  boolean servedBy(SimServer candidate) {
    return server == candidate;
  }

  boolean connects(SimNode a, SimNode b) {
    return (clientNode == a && serverNode == b) || (clientNode == b && serverNode == a);
  }

  // ---- sending ----

  void sendToServer(WireFrame frame) {
    send(toServer, frame, channel.runtime());
  }

  void sendToClient(WireFrame frame) {
    SimServer from = server;
    if (from != null) {
      send(toClient, frame, from.runtime());
    }
  }

  private void send(Pipe pipe, WireFrame frame, SimRuntime sender) {
    if (over || sender.stopped()) {
      return;
    }
    boolean message = frame.kind() == WireFrame.Kind.MESSAGE;
    boolean answer = message && pipe == toClient && !datagrams;
    if ((message && network.drawBreakage()) || (answer && network.drawLostAnswer())) {
      breakConnection("connection reset");
    } else if (message && datagrams) {
      pipe.sendDatagram(frame);
    } else {
      pipe.send(frame, 0);
    }
  }

  // ---- arriving ----

  private void atServer(WireFrame frame) {
    SimServerCall<?, ?> call = serverCall;
    if (call != null) {
      call.arrived(frame);
    } else if (frame.kind() == WireFrame.Kind.HEADERS) {
      accept(frame.metadataOrEmpty());
    }
  }

  private void accept(Metadata headers) {
    SimServer found = network.server(channel.target());
    if (found == null && serverNode.dark()) {
      dropUnanswered();
      return;
    }
    if (found == null) {
      String why = "Connection refused: " + channel.target();
      Status status = Status.UNAVAILABLE.withDescription(why);
      // Said by the client's own machine: a cause would not cross a wire.
      refuse(WireFrame.broken(status.withCause(new ConnectException(why))));
      return;
    }
    server = found;
    ServerMethodDefinition<?, ?> definition = found.method(method);
    if (definition == null) {
      Status status = Status.UNIMPLEMENTED.withDescription("Method not found: " + method);
      refuse(WireFrame.close(status, new Metadata()));
      return;
    }
    SimServerCall<?, ?> call = SimServerCall.create(this, found, definition);
    serverCall = call;
    call.begin(headers);
  }

  /** A machine without power says nothing. */
  private void dropUnanswered() {
    SimWorld world = network.world();
    world.at(
        world.nowNanos() + network.drawGiveUpNanos(),
        "give up " + method,
        clientNode.id(),
        () -> breakConnection("connection timed out"));
  }

  private void refuse(WireFrame refusal) {
    toClient.send(refusal, 0);
    toServer.close();
    endIfSilent();
  }

  private void atClient(WireFrame frame) {
    client.arrived(frame);
    if (frame.kind() == WireFrame.Kind.CLOSE || frame.kind() == WireFrame.Kind.BROKEN) {
      end();
    }
  }

  // ---- ending ----

  /** The client cancelled: it is done at once, the server learns of it later. */
  void clientCancelled(Status status) {
    toClient.close();
    toServer.send(WireFrame.cancel(status), 0);
    channel.closed(this);
    endIfSilent();
  }

  /** Nothing can arrive at either end any more. */
  private void endIfSilent() {
    if (toServer.closed() && toClient.closed()) {
      end();
    }
  }

  /** The server side has seen the cancellation or has delivered its last frame. */
  void end() {
    if (!over) {
      over = true;
      toServer.close();
      toClient.close();
      network.closed(this);
      channel.closed(this);
    }
  }

  void died(SimRuntime runtime, CrashKind kind) {
    if (over) {
      return;
    }
    // A dead process is noticed by a reset, a dead machine only by silence.
    long extra = kind == CrashKind.POWER_CUT ? network.drawGiveUpNanos() : 0;
    WireFrame broken = WireFrame.broken(Status.UNAVAILABLE.withDescription("connection lost"));
    if (channel.runtime() == runtime) {
      toClient.close();
      toServer.send(broken, extra);
    } else {
      toServer.close();
      toClient.send(broken, extra);
    }
    endIfSilent();
  }

  /** Both ends learn at once, each by itself, that the connection is gone. */
  void breakConnection(String why) {
    if (over) {
      return;
    }
    network.countBroken();
    network.world().note("break " + method, 0);
    WireFrame broken = WireFrame.broken(Status.UNAVAILABLE.withDescription(why));
    end();
    client.arrived(broken);
    if (serverCall != null) {
      serverCall.arrived(broken);
    }
  }

  void linkBlocked(SimNode from, SimNode to) {
    if (toServer.leads(from, to) || toClient.leads(from, to)) {
      giveUpLater();
    }
  }

  void linkReleased() {
    toServer.unstall();
    toClient.unstall();
  }

  private void giveUpLater() {
    if (!givingUp && !over) {
      givingUp = true;
      SimWorld world = network.world();
      world.at(
          world.nowNanos() + network.drawGiveUpNanos(),
          "give up " + method,
          clientNode.id(),
          () -> {
            givingUp = false;
            if (network.blocked(clientNode, serverNode)
                || network.blocked(serverNode, clientNode)) {
              breakConnection("connection timed out");
            }
          });
    }
  }
}
