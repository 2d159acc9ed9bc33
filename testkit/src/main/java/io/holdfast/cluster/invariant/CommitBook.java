package io.holdfast.cluster.invariant;

import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.AppliedBatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which entry every index of every region was committed with, and whether it had an effect. */
final class CommitBook {
  private static final String DONE = "done";

  /**
   * {@code outcome} is what apply made of it on the first store that told, null while nobody did.
   */
  private static final class Committed {
    private final long term;
    private final int content;
    private @Nullable Bytes data; // Until its effect is known.
    private @Nullable String outcome;

    Committed(Entry entry, int content) {
      this.term = entry.term();
      this.content = content;
      this.data = entry.kind() == EntryKind.NORMAL && !entry.data().isEmpty() ? entry.data() : null;
    }
  }

  private final Map<Long, TreeMap<Long, Committed>> regions = new TreeMap<>();
  private final MvccBook versions;
  private final ContentBook contents;
  private final EpochBook epochs = new EpochBook();

  CommitBook(MvccBook versions, ContentBook contents) {
    this.versions = versions;
    this.contents = contents;
  }

  void committed(String store, long regionId, List<Entry> entries) {
    TreeMap<Long, Committed> known = regions.computeIfAbsent(regionId, id -> new TreeMap<>());
    for (Entry entry : entries) {
      int content = entry.data().hashCode() * 2 + (entry.kind() == EntryKind.NORMAL ? 0 : 1);
      Committed other = known.putIfAbsent(entry.index(), new Committed(entry, content));
      if (other != null && (other.term != entry.term() || other.content != content)) {
        throw Invariant.unreachable(
            "RAFT-4 two entries are committed at one index region="
                + regionId
                + " index="
                + entry.index()
                + " terms="
                + other.term
                + ","
                + entry.term()
                + " second on "
                + store);
      }
    }
  }

  void applied(String store, AppliedBatch batch) {
    TreeMap<Long, Committed> known = regions.get(batch.regionId());
    if (known == null) {
      return;
    }
    for (AppliedBatch.AppliedEntry entry : batch.entries()) {
      Committed committed = known.get(entry.index());
      if (committed == null) {
        continue;
      }
      RegionError error = entry.error();
      String outcome = error == null ? DONE : error.kind().name();
      if (committed.outcome == null) {
        committed.outcome = outcome;
        effect(batch.regionId(), entry, committed);
      }
      Invariant.check(
          outcome.equals(committed.outcome) && committed.term == entry.term(),
          "RAFT-4 one entry has two effects",
          "region",
          batch.regionId(),
          "index",
          entry.index(),
          "store",
          Long.parseLong(store.substring(store.lastIndexOf('-') + 1)));
    }
  }

  private void effect(long regionId, AppliedBatch.AppliedEntry entry, Committed committed) {
    Bytes data = committed.data;
    committed.data = null;
    RaftCommand command = data != null && DONE.equals(committed.outcome) ? command(data) : null;
    if (command != null) {
      epochs.effect(regionId, entry.index(), command);
      versions.effect(command);
    }
    epochs.changed(regionId, entry);
    contents.told(regionId, entry, command);
  }

  static RaftCommand command(Bytes data) {
    try {
      return RaftCommand.parseFrom(data.asByteBuffer());
    } catch (InvalidProtocolBufferException e) {
      throw Invariant.unreachable("Unreadable command in the log: " + e.getMessage());
    }
  }
}
