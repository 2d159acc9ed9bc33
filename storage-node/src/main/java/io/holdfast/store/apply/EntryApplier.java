package io.holdfast.store.apply;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.CompareAndSwap;
import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.internal.SplitCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.AppliedBatch.AppliedEntry;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.member.MemberChange;
import io.holdfast.store.region.split.SplitPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one committed entry does. The same on every replica: a refusal here is as deterministic as a
 * success, and both move the applied index.
 */
final class EntryApplier {
  private final KvEngine engine;
  private final long storeId;

  EntryApplier(KvEngine engine, long storeId) {
    this.engine = engine;
    this.storeId = storeId;
  }

  void apply(ApplyRegion region, Entry entry, ApplyRound round) {
    Invariant.check(
        entry.index() == region.index + 1,
        "RAFT-4 entries are applied in order",
        "region",
        region.id(),
        "applied",
        region.index,
        "entry",
        entry.index());
    if (entry.kind() == EntryKind.CONF_CHANGE) {
      confChange(region, entry, round);
    } else if (entry.data().isEmpty()) {
      done(region, entry, round, null); // A leader begins its term with an empty entry.
    } else {
      command(region, entry, CommandCodec.parse(entry.data()), round);
    }
  }

  private void command(ApplyRegion region, Entry entry, RaftCommand command, ApplyRound round) {
    switch (command.getBodyCase()) {
      case WRITE -> {
        if (!isOfPresentRange(command, region)) {
          refused(region, entry, round, epochNotMatch(region));
          return;
        }
        for (io.holdfast.protocol.wire.internal.Modification m :
            command.getWrite().getModificationsList()) {
          Modification modification = CommandCodec.decode(m);
          checkInside(region.region, entry, modification);
          round.batch().add(modification);
        }
        done(region, entry, round, null);
      }
      case COMPARE_AND_SWAP -> {
        if (!isOfPresentRange(command, region)) {
          refused(region, entry, round, epochNotMatch(region));
          return;
        }
        swap(region, entry, command.getCompareAndSwap(), round);
      }
      case SPLIT -> split(region, entry, command, round);
      case COMPACT ->
          done(
              region,
              entry,
              round,
              new AppliedBatch.Truncation(
                  Math.min(command.getCompact().getIndex(), entry.index() - 1)));
      case CONF_CHANGE, BODY_NOT_SET ->
          throw Invariant.unreachable("Command without a meaning at index " + entry.index());
    }
  }

  /** What the comparison of versions guarantees; a write beyond its region would be another's. */
  private static void checkInside(RegionDescriptor region, Entry entry, Modification change) {
    boolean inside =
        switch (change.kind()) {
          case PUT -> region.contains(((Modification.Put) change).key());
          case DELETE -> region.contains(((Modification.Delete) change).key());
          case DELETE_RANGE -> {
            Modification.DeleteRange range = (Modification.DeleteRange) change;
            yield region.containsRange(range.start(), range.end());
          }
        };
    Invariant.check(
        inside,
        "D1 a write outside its region is applied",
        "region",
        region.id(),
        "version",
        region.version(),
        "index",
        entry.index());
  }

  private void swap(ApplyRegion region, Entry entry, CompareAndSwap command, ApplyRound round) {
    Bytes key = ProtoBytes.fromWire(command.getKey());
    Bytes previous = round.valueOf(engine, Family.DEFAULT, key);
    boolean matches =
        command.getExpectAbsent()
            ? previous == null
            : previous != null && previous.equals(ProtoBytes.fromWire(command.getExpected()));
    if (matches && command.getRemove()) {
      round.batch().delete(Family.DEFAULT, key);
    } else if (matches) {
      round.batch().put(Family.DEFAULT, key, ProtoBytes.fromWire(command.getValue()));
    }
    round.applied(
        region,
        new AppliedEntry(
            entry.index(),
            entry.term(),
            null,
            new CommandOutcome(
                entry.index(), List.of(), new CommandOutcome.Swap(matches, previous)),
            null));
  }

  private void split(ApplyRegion region, Entry entry, RaftCommand command, ApplyRound round) {
    SplitCommand split = command.getSplit();
    if (!command.getEpoch().equals(region.region.epoch())) {
      refused(region, entry, round, epochNotMatch(region));
      return;
    }
    String objection = SplitPlan.objection(region.region, split);
    if (!objection.isEmpty()) {
      refused(region, entry, round, new RegionError.Other(objection));
      return;
    }
    SplitPlan plan = SplitPlan.of(region.region, split);
    List<RegionDescriptor> created = new ArrayList<>();
    for (RegionDescriptor child : plan.children()) {
      Peer own = Objects.requireNonNull(child.peerOnStore(storeId), "a child has all stores");
      if (mayCreate(child, own.getId(), round)) {
        RegionStates.putNew(round.batch(), child, own.getId());
        created.add(child);
      } else {
        deleteRange(round, child); // Rule G8: the replica went elsewhere before we got here.
      }
    }
    RegionStates.put(round.batch(), RegionStates.normal(plan.parent(), region.peerId));
    region.region = plan.parent();
    round.mustSync();
    round.applied(
        region,
        new AppliedEntry(
            entry.index(),
            entry.term(),
            null,
            new CommandOutcome(entry.index(), plan.regions(), null),
            new AppliedBatch.Split(plan.parent(), plan.children(), created)));
  }

  /** False when the store has, or had, this replica or a later one of that region (rule G8). */
  private boolean mayCreate(RegionDescriptor child, long peerId, ApplyRound round) {
    RegionLocalState present =
        RegionStates.parseLocalState(
            round.valueOf(engine, Family.RAFT, RegionStates.localStateKey(child.id())));
    if (present == null) {
      return true;
    }
    if (present.getState() == RegionLocalState.State.VOTER) {
      return present.getPeerId() <= peerId; // It has voted, and goes on with that vote (G13).
    }
    Invariant.check(
        present.getState() == RegionLocalState.State.TOMBSTONE,
        "G7 a replica of a child exists before its parent has split here",
        "child",
        child.id(),
        "peer",
        present.getPeerId());
    return present.getPeerId() < peerId;
  }

  private void confChange(ApplyRegion region, Entry entry, ApplyRound round) {
    ConfChange raft = ConfChange.decode(entry.data());
    RaftCommand command = CommandCodec.parse(raft.context());
    ConfChangeCommand change = command.getConfChange();
    if (!command.getEpoch().equals(region.region.epoch())) {
      refused(region, entry, round, epochNotMatch(region));
      return;
    }
    String objection = MemberChange.objection(region.region, change);
    if (!objection.isEmpty()) {
      refused(region, entry, round, new RegionError.Other(objection));
      return;
    }
    // A removed replica stays, frozen, until PD or a newer member confirms: the remaining members
    // may lose what they know of the commit in a power cut and need its vote once more.
    region.region = MemberChange.apply(region.region, change);
    RegionStates.put(round.batch(), RegionStates.normal(region.region, region.peerId));
    round.mustSync();
    done(region, entry, round, new AppliedBatch.Members(region.region, raft));
  }

  private static void deleteRange(ApplyRound round, RegionDescriptor region) {
    for (Family family : RegionStates.DATA_FAMILIES) {
      round.batch().deleteRange(family, region.start(), region.end());
    }
  }

  /** What was computed on another range may miss keys of this one, or hold foreign ones (D1). */
  private static boolean isOfPresentRange(RaftCommand command, ApplyRegion region) {
    return command.getEpoch().getVersion() == region.region.version();
  }

  private static RegionError epochNotMatch(ApplyRegion region) {
    return new RegionError.EpochNotMatch(List.of(region.region.wire()));
  }

  private static void done(
      ApplyRegion region,
      Entry entry,
      ApplyRound round,
      AppliedBatch.@Nullable RegionChange change) {
    round.applied(
        region,
        new AppliedEntry(
            entry.index(), entry.term(), null, CommandOutcome.written(entry.index()), change));
  }

  private static void refused(
      ApplyRegion region, Entry entry, ApplyRound round, RegionError error) {
    round.applied(
        region,
        new AppliedEntry(
            entry.index(), entry.term(), error, CommandOutcome.written(entry.index()), null));
  }
}
