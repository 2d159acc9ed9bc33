package io.holdfast.bench.peer;

import io.holdfast.bench.load.Client;
import java.io.IOException;

/** How the keys of one system are loaded, and how its clients are made. */
public interface PeerClients extends AutoCloseable {
  /** Writes the keys from 0 on, each with a value of that many bytes. */
  void load(int keys, int valueBytes) throws Exception;

  /** A client of one operation; called after {@link #load}. */
  Client client(PeerOperation operation, int number) throws Exception;

  /** False where a system has no such thing, or not with the same promise. */
  default boolean can(PeerOperation operation) {
    return true;
  }

  @Override
  void close() throws IOException;
}
