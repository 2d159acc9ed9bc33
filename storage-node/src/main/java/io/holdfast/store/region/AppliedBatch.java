package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.raft.core.ConfChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one round of the apply loop did to one region. */
public record AppliedBatch(long regionId, long peerId, List<AppliedEntry> entries) {
  /** Index of the last entry. */
  public long index() {
    return entries.get(entries.size() - 1).index();
  }

  /** Term of the last entry. */
  public long term() {
    return entries.get(entries.size() - 1).term();
  }

  /**
   * One entry.
   *
   * @param error why it had no effect; null when it had
   * @param change what it did to the region itself, null for commands that change keys
   */
  public record AppliedEntry(
      long index,
      long term,
      @Nullable RegionError error,
      CommandOutcome outcome,
      @Nullable RegionChange change) {}

  /** What a command did to its region. */
  public sealed interface RegionChange {
    /** For exhaustive switches. */
    Kind kind();

    /** One constant per record. */
    enum Kind {
      /** {@link Split}. */
      SPLIT,
      /** {@link Members}. */
      MEMBERS,
      /** {@link Truncation}. */
      TRUNCATION
    }
  }

  /**
   * The region was cut.
   *
   * @param parent what is left under the old id
   * @param children all new regions
   * @param created those of them that this store now holds a replica of (rule G8)
   */
  public record Split(
      RegionDescriptor parent, List<RegionDescriptor> children, List<RegionDescriptor> created)
      implements RegionChange {
    @Override
    public Kind kind() {
      return Kind.SPLIT;
    }
  }

  /** The members changed. */
  public record Members(RegionDescriptor region, ConfChange change) implements RegionChange {
    @Override
    public Kind kind() {
      return Kind.MEMBERS;
    }
  }

  /** The log may be cut up to here. */
  public record Truncation(long index) implements RegionChange {
    @Override
    public Kind kind() {
      return Kind.TRUNCATION;
    }
  }
}
