package io.holdfast.pd.server;

import io.holdfast.protocol.wire.internal.DescribeResponse;
import io.holdfast.protocol.wire.metapb.Region;
import java.util.List;

/** What one store says: who it is, what it knows to be in use, and its regions. */
public record StoreWord(DescribeResponse store, List<Region> regions) {
  /** Copies. */
  public StoreWord {
    regions = List.copyOf(regions);
  }
}
