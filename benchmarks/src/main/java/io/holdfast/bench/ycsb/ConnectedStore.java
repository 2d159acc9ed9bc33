package io.holdfast.bench.ycsb;

/** A record store with a connection to end. */
interface ConnectedStore extends RecordStore, AutoCloseable {
  @Override
  void close();
}
