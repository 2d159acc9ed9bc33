package io.holdfast.store.service;

import io.holdfast.store.read.IndexReads;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.region.split.SplitCoordinator;
import io.holdfast.store.txn.TxnScheduler;
import io.holdfast.store.txn.command.TxnCommands;

/** Everything that answers requests of clients, on the store loop. */
public final class Handlers {
  private final RawHandlers raw;
  private final TxnHandlers txn;
  private final RegionHandlers regions;

  /** For one store. */
  public Handlers(
      StoreContext store,
      RequestChecks checks,
      IndexReads reads,
      TxnScheduler scheduler,
      TxnCommands commands,
      SplitCoordinator splits) {
    this.raw = new RawHandlers(store, checks, reads);
    this.txn = new TxnHandlers(store, checks, reads, scheduler, commands);
    this.regions = new RegionHandlers(store, checks, splits);
  }

  RawHandlers raw() {
    return raw;
  }

  TxnHandlers txn() {
    return txn;
  }

  RegionHandlers regions() {
    return regions;
  }
}
