package io.holdfast.store.server;

import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;

/**
 * The loops of a store. Roles share loops as the pipeline says; nobody may assume that two are
 * different, nor that they are the same.
 *
 * @param store owns the replicas
 * @param log writes and syncs
 * @param apply writes to the engine
 * @param read runs reads on engine snapshots
 * @param snapshot scans, sends and receives snapshots, and makes large answers
 */
record StoreLoops(
    EventLoop store, EventLoop log, EventLoop apply, EventLoop read, EventLoop snapshot) {

  static StoreLoops of(NodeRuntime runtime, StoreConfig.Pipeline pipeline) {
    EventLoop store = runtime.newLoop("store-loop-0");
    EventLoop snapshot = runtime.newLoop("background-0");
    return switch (pipeline) {
      case INLINE -> new StoreLoops(store, store, store, store, snapshot);
      case STAGED ->
          new StoreLoops(
              store,
              runtime.newLoop("log-writer"),
              runtime.newLoop("apply-0"),
              runtime.newLoop("read-0"),
              snapshot);
    };
  }
}
