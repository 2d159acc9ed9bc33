package io.holdfast.store.service;

import io.holdfast.store.read.IndexReads;
import io.holdfast.store.read.LocalReads;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.region.split.SplitCoordinator;
import io.holdfast.store.txn.TxnScheduler;
import io.holdfast.store.txn.command.TxnCommands;

/**
 * Everything that answers requests of clients: on the store loop, but for reads that need not go
 * there.
 */
public final class Handlers {
  private final RawHandlers raw;
  private final TxnHandlers txn;
  private final RegionHandlers regions;
  private final InlineGets gets;

  /** For one store. */
  public Handlers(
      StoreContext store,
      RequestChecks checks,
      IndexReads reads,
      LocalReads local,
      TxnScheduler scheduler,
      TxnCommands commands,
      SplitCoordinator splits) {
    this.raw = new RawHandlers(store, checks, reads);
    this.txn = new TxnHandlers(store, checks, reads, scheduler, commands);
    this.regions = new RegionHandlers(store, checks, splits);
    this.gets = new InlineGets(store, local, commands);
  }

  InlineGets gets() {
    return gets;
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
