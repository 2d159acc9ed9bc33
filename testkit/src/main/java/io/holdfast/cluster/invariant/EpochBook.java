package io.holdfast.cluster.invariant;

import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.RegionDescriptor;
import java.util.Map;
import java.util.TreeMap;

/**
 * The epoch of every region behind every entry: what has an effect was meant for the region as it
 * was then (D1), and a split or a change of members for exactly its epoch (G9).
 */
final class EpochBook {
  /** {@code epoch} holds behind entry {@code index}, and behind those that follow and are told. */
  private record Known(long index, RegionEpoch epoch) {}

  private final Map<Long, Known> regions = new TreeMap<>();

  /** A command has an effect; called before {@link #changed} of its entry. */
  void effect(long regionId, long index, RaftCommand command) {
    Known known = regions.get(regionId);
    if (known == null || known.index() != index - 1) {
      return;
    }
    boolean keys = command.hasWrite() || command.hasCompareAndSwap();
    RegionEpoch meant = command.getEpoch();
    if (keys && meant.getVersion() != known.epoch().getVersion()) {
      throw broken("D1 a write takes effect in another version", regionId, index, meant, known);
    }
    if (command.hasSplit() && !meant.equals(known.epoch())) {
      throw broken("G9 a split takes effect in another epoch", regionId, index, meant, known);
    }
  }

  private static InvariantViolation broken(
      String rule, long regionId, long index, RegionEpoch meant, Known known) {
    return Invariant.unreachable(
        rule
            + " region="
            + regionId
            + " index="
            + index
            + " meant="
            + meant.getConfVer()
            + "/"
            + meant.getVersion()
            + " was="
            + known.epoch().getConfVer()
            + "/"
            + known.epoch().getVersion());
  }

  /** One entry further, as the first store tells. */
  void changed(long regionId, AppliedBatch.AppliedEntry entry) {
    if (entry.change() instanceof AppliedBatch.Split split) {
      is(entry.index(), split.parent());
    } else if (entry.change() instanceof AppliedBatch.Members members) {
      is(entry.index(), members.region());
    } else {
      Known known = regions.get(regionId);
      if (known != null && known.index() == entry.index() - 1) {
        regions.put(regionId, new Known(entry.index(), known.epoch()));
      }
    }
  }

  private void is(long index, RegionDescriptor region) {
    regions.put(region.id(), new Known(index, region.epoch()));
  }
}
