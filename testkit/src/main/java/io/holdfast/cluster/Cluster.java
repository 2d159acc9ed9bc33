package io.holdfast.cluster;

import io.holdfast.runtime.net.Address;
import java.util.List;

/** A running cluster whose stores can be killed and started again. Any thread; calls may block. */
public interface Cluster extends AutoCloseable {
  /** Where clients connect. */
  Address pd();

  /** Number of stores, dead ones included. */
  int storeCount();

  /** Where the store of that ordinal (0-based) serves; the same after a restart. */
  Address storeAddress(int store);

  /** Addresses of all stores, by ordinal. */
  default List<Address> storeAddresses() {
    return java.util.stream.IntStream.range(0, storeCount()).mapToObj(this::storeAddress).toList();
  }

  /** Ends a store at once, as the death of its process would: nothing is drained or flushed. */
  void killStore(int store);

  /** Ends a store in order: its leaderships are handed over first. Returns when it has ended. */
  void stopStore(int store);

  /** Starts a killed or stopped store on the files it left; returns when it serves. */
  void startStore(int store);

  /** True while the store runs. */
  boolean storeRunning(int store);

  @Override
  void close();
}
