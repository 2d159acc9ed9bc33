package io.holdfast.store.region;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store keeps about its regions, in the {@code raft} family and so in one batch with the
 * data it describes.
 *
 * <pre>
 * 0x01 'b'                              -> Region            first region, while it is offered to PD
 * 0x01 'a' | store id                   -> address           see AddressBook
 * 0x01 'l'                              -> StoreMark         see there
 * 0x01 'm'                              -> Marks             what the placement driver stands for
 * 0x02 | region id (8, big endian) | 1  -> RegionLocalState  descriptor and life-cycle state
 * 0x02 | region id (8, big endian) | 2  -> ApplyState        position of the data
 * </pre>
 */
public final class RegionStates {
  /** Index and term that the log of every new region begins behind. */
  public static final long INITIAL_INDEX = 5;

  /** See {@link #INITIAL_INDEX}. */
  public static final long INITIAL_TERM = 5;

  /** What a snapshot carries and a destroyed replica leaves nothing of. */
  public static final List<Family> DATA_FAMILIES =
      List.of(Family.DEFAULT, Family.LOCK, Family.WRITE);

  private static final Bytes BOOTSTRAP_KEY = Bytes.hex("0162");
  private static final Bytes MARKS_KEY = Bytes.hex("016d");
  private static final byte REGION_PREFIX = 2;
  private static final byte LOCAL_STATE = 1;
  private static final byte APPLY_STATE = 2;

  private RegionStates() {}

  /** The life-cycle state of a region, null when the store never held it. */
  public static @Nullable RegionLocalState localState(EngineReader engine, long regionId) {
    return parseLocalState(engine.get(Family.RAFT, localStateKey(regionId)));
  }

  /** Where {@link #localState} is kept. */
  public static Bytes localStateKey(long regionId) {
    return key(regionId, LOCAL_STATE);
  }

  /** The state that a value found there stands for. */
  public static @Nullable RegionLocalState parseLocalState(@Nullable Bytes value) {
    return value == null ? null : parse(RegionLocalState.parser(), value);
  }

  /** The position of a region's data. */
  public static @Nullable ApplyState applyState(EngineReader engine, long regionId) {
    Bytes value = engine.get(Family.RAFT, key(regionId, APPLY_STATE));
    return value == null ? null : parse(ApplyState.parser(), value);
  }

  /** All life-cycle states by region id. */
  public static List<RegionLocalState> all(EngineReader engine) {
    List<RegionLocalState> states = new ArrayList<>();
    Bytes from = Bytes.wrap(new byte[] {REGION_PREFIX});
    try (EngineIterator it = engine.iterator(Family.RAFT, from, from.prefixEnd())) {
      for (it.seekToFirst(); it.valid(); it.next()) {
        if (it.key().byteAt(it.key().length() - 1) == LOCAL_STATE) {
          states.add(parse(RegionLocalState.parser(), it.value()));
        }
      }
    }
    return states;
  }

  /** Adds the state to the batch of the change it describes. */
  public static void put(WriteBatch batch, RegionLocalState state) {
    batch.put(Family.RAFT, key(state.getRegion().getId(), LOCAL_STATE), encode(state));
  }

  /** Adds the state to the batch of the entries it describes. */
  public static void put(WriteBatch batch, long regionId, ApplyState state) {
    batch.put(Family.RAFT, key(regionId, APPLY_STATE), encode(state));
  }

  /** The state of a replica that holds its data. */
  public static RegionLocalState normal(RegionDescriptor region, long peerId) {
    return RegionLocalState.newBuilder()
        .setState(RegionLocalState.State.NORMAL)
        .setRegion(region.wire())
        .setPeerId(peerId)
        .build();
  }

  /** The position of a region that has just come into being. */
  public static ApplyState initialApplyState() {
    return ApplyState.newBuilder()
        .setAppliedIndex(INITIAL_INDEX)
        .setAppliedTerm(INITIAL_TERM)
        .setTruncatedIndex(INITIAL_INDEX)
        .setTruncatedTerm(INITIAL_TERM)
        .build();
  }

  /** Writes both states of a new region. */
  public static void putNew(WriteBatch batch, RegionDescriptor region, long peerId) {
    put(batch, normal(region, peerId));
    put(batch, region.id(), initialApplyState());
  }

  /** The end of a replica: nothing is left of it but the mark that it is never to come back. */
  public static WriteBatch tombstone(RegionDescriptor region, long peerId) {
    WriteBatch batch = new WriteBatch();
    put(
        batch,
        normal(region, peerId).toBuilder().setState(RegionLocalState.State.TOMBSTONE).build());
    deleteApplyState(batch, region.id());
    for (Family family : DATA_FAMILIES) {
      batch.deleteRange(family, region.start(), region.end());
    }
    return batch;
  }

  /** The same for a replica without data, whose former range may belong to others by now. */
  public static WriteBatch tombstoneOfHollow(RegionLocalState hollow) {
    WriteBatch batch = new WriteBatch();
    put(batch, hollow.toBuilder().setState(RegionLocalState.State.TOMBSTONE).build());
    return batch;
  }

  /** Removes the apply state of a destroyed replica. */
  public static void deleteApplyState(WriteBatch batch, long regionId) {
    batch.delete(Family.RAFT, key(regionId, APPLY_STATE));
  }

  /** The first region as offered to the placement driver, while its answer is not known. */
  public static @Nullable Region pendingBootstrap(EngineReader engine) {
    Bytes value = engine.get(Family.RAFT, BOOTSTRAP_KEY);
    return value == null ? null : parse(Region.parser(), value);
  }

  /** Remembers (or with null forgets) the offer. */
  public static void putPendingBootstrap(WriteBatch batch, @Nullable Region region) {
    if (region == null) {
      batch.delete(Family.RAFT, BOOTSTRAP_KEY);
    } else {
      batch.put(Family.RAFT, BOOTSTRAP_KEY, encode(region));
    }
  }

  /** What the placement driver last stood for; nothing before it told. */
  public static Marks marks(EngineReader engine) {
    Bytes value = engine.get(Family.RAFT, MARKS_KEY);
    return value == null ? Marks.getDefaultInstance() : parse(Marks.parser(), value);
  }

  /** Remembers it. */
  public static void putMarks(WriteBatch batch, Marks marks) {
    batch.put(Family.RAFT, MARKS_KEY, encode(marks));
  }

  private static Bytes key(long regionId, byte kind) {
    return Bytes.wrap(
        ByteBuffer.allocate(10).put(REGION_PREFIX).putLong(regionId).put(kind).array());
  }

  private static Bytes encode(MessageLite message) {
    return Bytes.wrap(message.toByteArray());
  }

  private static <T> T parse(Parser<T> parser, Bytes value) {
    try {
      return parser.parseFrom(value.readOnlyArray());
    } catch (InvalidProtocolBufferException e) {
      // The engine checks its own sums, so this is a record we wrote wrongly.
      Invariant.check(false, "Region state unreadable", "value", value.toHex());
      throw new IllegalStateException(e);
    }
  }
}
