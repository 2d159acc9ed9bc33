package io.holdfast.bench.peer;

import io.holdfast.bench.cpu.CpuSource;
import io.holdfast.bench.load.OfferedLoad;
import java.io.IOException;
import java.util.List;

/** A system that runs and has its keys. */
interface Peer extends AutoCloseable {
  /** Meters of all its server processes; its clients are none. */
  List<CpuSource> servers();

  boolean can(PeerOperation operation) throws Exception;

  OfferedLoad start(PeerOperation operation, int clients) throws Exception;

  /** Fails when a process that is needed has ended. */
  void checkAlive();

  @Override
  void close() throws IOException;
}
