package io.holdfast.bench.peer;

import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.bench.load.ClientLoad;
import io.holdfast.bench.load.OfferedLoad;
import java.io.IOException;
import java.util.List;

/** A peer whose clients live in this process. */
record LocalPeer(PeerClients clients, List<CpuSource> servers, Runnable alive) implements Peer {
  LocalPeer {
    servers = List.copyOf(servers);
  }

  @Override
  public boolean can(PeerOperation operation) {
    return clients.can(operation);
  }

  @Override
  public OfferedLoad start(PeerOperation operation, int count) throws Exception {
    return ClientLoad.start(count, number -> clients.client(operation, number));
  }

  @Override
  public void checkAlive() {
    alive.run();
  }

  @Override
  public void close() throws IOException {
    clients.close();
  }
}
