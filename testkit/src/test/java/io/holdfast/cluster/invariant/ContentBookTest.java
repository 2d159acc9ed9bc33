package io.holdfast.cluster.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.Modification;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.WriteSet;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.AppliedBatch.AppliedEntry;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A replica that is not what its region was is noticed, whatever is wrong with it. */
class ContentBookTest {
  private static final long PARENT = 2;
  private static final long CHILD = 9;
  private static final long FIRST = RegionStates.INITIAL_INDEX + 1;

  private final ContentBook book = new ContentBook();
  private final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());

  private static RegionDescriptor region(long id, String start, String end) {
    return RegionDescriptor.of(
        Region.newBuilder()
            .setId(id)
            .setStartKey(ProtoBytes.toWire(Bytes.utf8(start)))
            .setEndKey(ProtoBytes.toWire(Bytes.utf8(end)))
            .setRegionEpoch(RegionEpoch.newBuilder().setConfVer(1).setVersion(1))
            .addPeers(Peer.newBuilder().setId(id + 1).setStoreId(1))
            .build());
  }

  private static Modification put(Family family, String key, String value) {
    return Modification.newBuilder()
        .setOp(Modification.Op.PUT)
        .setFamily(CommandCodec.encode(family))
        .setKey(ProtoBytes.toWire(Bytes.utf8(key)))
        .setValue(ProtoBytes.toWire(Bytes.utf8(value)))
        .build();
  }

  private static Modification remove(Family family, String from, @Nullable String to) {
    Modification.Builder change =
        Modification.newBuilder()
            .setOp(to == null ? Modification.Op.DELETE : Modification.Op.DELETE_RANGE)
            .setFamily(CommandCodec.encode(family))
            .setKey(ProtoBytes.toWire(Bytes.utf8(from)));
    return to == null
        ? change.build()
        : change.setEndKey(ProtoBytes.toWire(Bytes.utf8(to))).build();
  }

  private void told(long regionId, long index, Modification... changes) {
    book.told(
        regionId,
        new AppliedEntry(index, 1, null, CommandOutcome.written(index), null),
        RaftCommand.newBuilder()
            .setWrite(WriteSet.newBuilder().addAllModifications(List.of(changes)))
            .build());
  }

  private void told(long index, AppliedBatch.Split split) {
    book.told(PARENT, new AppliedEntry(index, 1, null, CommandOutcome.written(index), split), null);
  }

  /** The replica stands at that index; its data is whatever was written. */
  private void check(RegionDescriptor region, long index) {
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, RegionStates.normal(region, region.id() + 1));
    RegionStates.put(batch, region.id(), ApplyState.newBuilder().setAppliedIndex(index).build());
    engine.write(batch);
    book.check("store-1", engine, RegionStates.normal(region, region.id() + 1));
  }

  private void write(Family family, String key, String value) {
    WriteBatch batch = new WriteBatch();
    batch.put(family, Bytes.utf8(key), Bytes.utf8(value));
    engine.write(batch);
  }

  @Test
  void everyFamilyIsComparedAtTheIndexOfTheReplica() {
    RegionDescriptor region = region(PARENT, "a", "z");
    told(PARENT, FIRST, put(Family.LOCK, "k", "mine"), put(Family.DEFAULT, "k", "1"));
    told(PARENT, FIRST + 1, remove(Family.LOCK, "k", null), put(Family.WRITE, "k", "w"));
    write(Family.DEFAULT, "k", "1");
    assertThatThrownBy(() -> check(region, FIRST)).hasMessageContaining("family=LOCK");
    write(Family.WRITE, "k", "w");
    check(region, FIRST + 1);
    write(Family.LOCK, "k", "mine");
    assertThatThrownBy(() -> check(region, FIRST + 1)).hasMessageContaining("should not be there");
    assertThat(book.checks()).isEqualTo(3);
  }

  @Test
  void aPartBeginsWithWhatItsParentHadAtTheSplit() {
    told(PARENT, FIRST, put(Family.DEFAULT, "b", "1"), put(Family.DEFAULT, "c", "1"));
    RegionDescriptor child = region(CHILD, "a", "m");
    told(
        FIRST + 1,
        new AppliedBatch.Split(region(PARENT, "m", "z"), List.of(child), List.of(child)));
    told(CHILD, FIRST, put(Family.DEFAULT, "c", "2"));
    write(Family.DEFAULT, "b", "1");
    write(Family.DEFAULT, "c", "2");
    check(child, FIRST);
    assertThatThrownBy(() -> check(child, FIRST - 1)).hasMessageContaining("differs");
    RegionDescriptor late = region(PARENT, "a", "z");
    assertThatThrownBy(() -> check(late, FIRST)).hasMessageContaining("key=c");
  }

  @Test
  void aRangeThatWasEmptiedIsEmptyUntilSomethingIsWritten() {
    RegionDescriptor region = region(PARENT, "a", "z");
    told(PARENT, FIRST, put(Family.DEFAULT, "b", "1"), put(Family.DEFAULT, "c", "1"));
    told(PARENT, FIRST + 1, remove(Family.DEFAULT, "b", "d"));
    told(PARENT, FIRST + 2, put(Family.DEFAULT, "c", "2"));
    write(Family.DEFAULT, "c", "2");
    check(region, FIRST + 2);
    write(Family.DEFAULT, "b", "1");
    assertThatThrownBy(() -> check(region, FIRST + 2)).hasMessageContaining("key=b");
  }

  @Test
  void whatIsNotKnownYetIsNotJudged() {
    told(PARENT, FIRST + 1, put(Family.DEFAULT, "b", "1"));
    check(region(PARENT, "a", "z"), FIRST + 1);
    assertThat(book.checks()).isZero();
  }
}
