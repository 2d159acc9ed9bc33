package io.holdfast.store.region.split;

import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.SplitID;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the ids of new regions and peers come from; called and answered on the store loop. */
@FunctionalInterface
public interface SplitIds {
  /** Answers once: an id set for each new region, or null when there are none to be had now. */
  void allocate(Region region, int count, Consumer<@Nullable List<SplitID>> answer);
}
