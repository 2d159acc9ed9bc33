package io.holdfast.pd.check;

import io.holdfast.protocol.wire.metapb.Peer;

/** What would mend a region, or the spread of regions. */
public sealed interface Plan {
  /** Add a learner on a store and promote it once it has caught up. */
  record AddReplica(long storeId) implements Plan {}

  /** Remove one of too many replicas. */
  record RemoveReplica(Peer peer) implements Plan {}

  /** Make a learner that has caught up a voter. */
  record Promote(Peer learner) implements Plan {}

  /** Let this voter lead. */
  record Lead(Peer voter) implements Plan {}
}
