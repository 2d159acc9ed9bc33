package io.holdfast.bench.hot;

import io.holdfast.bench.load.Window;
import io.holdfast.client.Traffic;

/**
 * One operation with one choice of keys, measured.
 *
 * @param traffic what the client asked for meanwhile
 */
record HotCell(
    HotOperation operation, int clients, KeyChoice choice, Window window, Traffic traffic) {
  /** Times that someone met the lock of another and asked what became of it. */
  double locksMet() {
    return perOperation("KvCheckTxnStatus");
  }

  /** Locks of others that were cleared away. */
  double resolved() {
    return perOperation("KvResolveLock");
  }

  double prewrites() {
    return perOperation("KvPrewrite");
  }

  double retries() {
    long done = window.count().done();
    return done == 0 ? 0 : (double) window.count().retries() / done;
  }

  private double perOperation(String method) {
    long done = window.count().done();
    return done == 0 ? 0 : (double) traffic.requests(method) / done;
  }

  boolean isAbout(HotCell other) {
    return operation == other.operation && clients == other.clients;
  }
}
