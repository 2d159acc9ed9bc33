package io.holdfast.store.region;

import io.holdfast.protocol.wire.metapb.RegionEpoch;

/**
 * The safety decisions of this room as values, so that a test can plant a bug and prove that it is
 * found. {@link #SAFE} is the only composition of the product.
 *
 * @param epochs rule D1 at apply
 * @param reply when a proposer is answered
 * @param purge rule D3
 */
public record RegionRules(EpochRule epochs, ReplyRule reply, PurgeRule purge) {
  /** What the product does. */
  public static final RegionRules SAFE =
      new RegionRules(
          (command, region) -> command.getVersion() == region.version(), () -> false, Math::min);

  /** May a command proposed at {@code command} act on the region as it is now? */
  @FunctionalInterface
  public interface EpochRule {
    /** Compares the versions. */
    boolean admits(RegionEpoch command, RegionDescriptor region);
  }

  /** Is the caller answered when its entry is accepted, and not when it is applied? */
  @FunctionalInterface
  public interface ReplyRule {
    /** False unless planted. */
    boolean whenAccepted();
  }

  /** How far the log may be cut. */
  @FunctionalInterface
  public interface PurgeRule {
    /** Of the wish and what the engine holds durably, the lower one. */
    long bound(long target, long durableApplied);

    /** Is the engine synced before the log is cut? True unless planted. */
    default boolean syncsEngineFirst() {
      return true;
    }
  }
}
