package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.CompareAndSwap;
import io.holdfast.protocol.wire.internal.Modification;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.region.AppliedBatch.AppliedEntry;
import io.holdfast.store.region.AppliedBatch.Split;
import io.holdfast.store.region.CommandOutcome.Swap;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What every region held behind every index of its log, by the effects that entries had. A replica
 * holds exactly that, however it came there: by apply, by a snapshot with all families of it, by a
 * restart out of whatever was durable (RAFT-4, D8).
 */
final class ContentBook {
  /** {@code content} is null for a deletion. */
  private record Change(long regionId, long index, @Nullable Long content) {}

  private record Emptied(long regionId, long index, Family family, Bytes start, Bytes end) {
    boolean covers(Family of, Bytes key) {
      return family == of && key.compareTo(start) >= 0 && (end.isEmpty() || key.compareTo(end) < 0);
    }
  }

  /** A region begins with what its parent held behind that index. */
  private record Origin(long parentId, long index) {}

  /** Entries of one region whose effects are known: all up to {@code reached}, and some more. */
  private static final class Told {
    private long reached = RegionStates.INITIAL_INDEX;
    private final TreeSet<Long> ahead = new TreeSet<>();
  }

  private final Map<Family, NavigableMap<Bytes, List<Change>>> families = new TreeMap<>();
  private final List<Emptied> emptied = new ArrayList<>();
  private final Map<Long, Origin> origins = new TreeMap<>();
  private final Map<Long, Told> regions = new TreeMap<>();
  private long checks;

  ContentBook() {
    for (Family family : RegionStates.DATA_FAMILIES) {
      families.put(family, new TreeMap<>());
    }
  }

  /** Replicas that were compared so far. */
  long checks() {
    return checks;
  }

  /** An entry was applied for the first time; {@code command} is null when it changes no key. */
  void told(long regionId, AppliedEntry entry, @Nullable RaftCommand command) {
    if (command != null && command.hasWrite()) {
      for (Modification each : command.getWrite().getModificationsList()) {
        changed(regionId, entry.index(), each);
      }
    } else if (command != null && command.hasCompareAndSwap()) {
      swapped(regionId, entry, command.getCompareAndSwap());
    }
    if (entry.change() instanceof Split split) {
      for (RegionDescriptor child : split.children()) {
        origins.putIfAbsent(child.id(), new Origin(regionId, entry.index()));
      }
    }
    Told told = regions.computeIfAbsent(regionId, id -> new Told());
    told.ahead.add(entry.index());
    while (told.ahead.remove(told.reached + 1)) {
      told.reached++;
    }
  }

  private void changed(long regionId, long index, Modification change) {
    Family family = CommandCodec.decode(change.getFamily());
    Bytes key = ProtoBytes.fromWire(change.getKey());
    switch (change.getOp()) {
      case PUT ->
          add(
              family,
              key,
              new Change(
                  regionId, index, VersionBook.content(ProtoBytes.fromWire(change.getValue()))));
      case DELETE -> add(family, key, new Change(regionId, index, null));
      case DELETE_RANGE ->
          emptied.add(
              new Emptied(regionId, index, family, key, ProtoBytes.fromWire(change.getEndKey())));
      case UNRECOGNIZED -> throw Invariant.unreachable("A change of an unknown kind has an effect");
    }
  }

  private void swapped(long regionId, AppliedEntry entry, CompareAndSwap command) {
    Swap swap = entry.outcome().swap();
    if (swap != null && swap.succeeded()) {
      Long content =
          command.getRemove() ? null : VersionBook.content(ProtoBytes.fromWire(command.getValue()));
      add(
          Family.DEFAULT,
          ProtoBytes.fromWire(command.getKey()),
          new Change(regionId, entry.index(), content));
    }
  }

  private void add(Family family, Bytes key, Change change) {
    of(family).computeIfAbsent(key, k -> new ArrayList<>(2)).add(change);
  }

  private NavigableMap<Bytes, List<Change>> of(Family family) {
    return Objects.requireNonNull(families.get(family), "not of user data");
  }

  // ---- comparison ----

  /** Fails when a whole replica in {@code engine} is not what its region was at its index. */
  void check(String store, EngineReader engine, RegionLocalState state) {
    RegionDescriptor region = RegionDescriptor.of(state.getRegion());
    ApplyState applied = RegionStates.applyState(engine, region.id());
    if (state.getState() != RegionLocalState.State.NORMAL
        || state.hasQuarantine()
        || applied == null
        || !known(region.id(), applied.getAppliedIndex())) {
      return;
    }
    checks++;
    for (Family family : RegionStates.DATA_FAMILIES) {
      Map<Bytes, Long> found = read(engine, family, region);
      for (Map.Entry<Bytes, List<Change>> each : range(family, region).entrySet()) {
        Long wanted =
            at(family, each.getKey(), each.getValue(), region.id(), applied.getAppliedIndex());
        Long is = found.remove(each.getKey());
        if (!Objects.equals(wanted, is)) {
          throw broken(store, region, applied, family, each.getKey(), wanted, is);
        }
      }
      for (Map.Entry<Bytes, Long> other : found.entrySet()) {
        throw broken(store, region, applied, family, other.getKey(), null, other.getValue());
      }
    }
  }

  /** All effects up to there are known, those of the parents included. */
  private boolean known(long regionId, long index) {
    Told told = regions.get(regionId);
    long reached = told == null ? RegionStates.INITIAL_INDEX : told.reached;
    Origin origin = origins.get(regionId);
    return reached >= index && (origin == null || known(origin.parentId(), origin.index()));
  }

  private @Nullable Long at(
      Family family, Bytes key, List<Change> changes, long regionId, long index) {
    Change last = null;
    for (Change change : changes) {
      if (change.regionId() == regionId
          && change.index() <= index
          && (last == null || change.index() >= last.index())) {
        last = change; // Of several in one entry the last counts.
      }
    }
    for (Emptied range : emptied) {
      if (range.regionId() == regionId
          && range.index() <= index
          && (last == null || range.index() > last.index())
          && range.covers(family, key)) {
        return null;
      }
    }
    if (last != null) {
      return last.content();
    }
    Origin origin = origins.get(regionId);
    return origin == null ? null : at(family, key, changes, origin.parentId(), origin.index());
  }

  private NavigableMap<Bytes, List<Change>> range(Family family, RegionDescriptor region) {
    return region.end().isEmpty()
        ? of(family).tailMap(region.start(), true)
        : of(family).subMap(region.start(), true, region.end(), false);
  }

  private static Map<Bytes, Long> read(
      EngineReader engine, Family family, RegionDescriptor region) {
    Map<Bytes, Long> found = new TreeMap<>();
    try (EngineIterator it = engine.iterator(family, region.start(), region.end())) {
      for (it.seekToFirst(); it.valid(); it.next()) {
        found.put(it.key(), VersionBook.content(it.value()));
      }
    }
    return found;
  }

  private static InvariantViolation broken(
      String store,
      RegionDescriptor region,
      ApplyState applied,
      Family family,
      Bytes key,
      @Nullable Long wanted,
      @Nullable Long found) {
    return Invariant.unreachable(
        "RAFT-4 a replica is not what its region was at its index: "
            + store
            + " "
            + region
            + " index="
            + applied.getAppliedIndex()
            + " family="
            + family
            + " key="
            + key
            + (wanted == null
                ? " should not be there"
                : found == null ? " is missing" : " differs"));
  }
}
