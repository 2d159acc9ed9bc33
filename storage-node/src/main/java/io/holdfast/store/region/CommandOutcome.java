package io.holdfast.store.region;

import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an applied command has to say beyond "done".
 *
 * @param index where it was applied
 * @param regions split: the regions that replaced the old one, in the order of their keys
 * @param swap compare-and-swap: what it found and did
 */
public record CommandOutcome(long index, List<Region> regions, @Nullable Swap swap) {
  /** Copies. */
  public CommandOutcome {
    regions = List.copyOf(regions);
  }

  /** A command that changed keys. */
  public static CommandOutcome written(long index) {
    return new CommandOutcome(index, List.of(), null);
  }

  /** Outcome of a compare-and-swap; {@code previous} is null when the key was absent. */
  public record Swap(boolean succeeded, @Nullable Bytes previous) {}
}
