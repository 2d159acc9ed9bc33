package io.holdfast.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.CompareAndSwap;
import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.internal.SplitCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.ApplyListener;
import io.holdfast.store.region.BrokenRegion;
import io.holdfast.store.region.DiskState;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.region.member.MemberChange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apply: one batch a round, versions checked again (D1), late splits (G8), replay. */
class ApplierTest {
  private static final long STORE = 10;
  private static final long TERM = 6;

  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final MemoryDisk disk = new MemoryDisk();
  private final List<AppliedBatch.AppliedEntry> applied = new ArrayList<>();
  private final List<DiskState> disks = new ArrayList<>();
  private final List<BrokenRegion> broken = new ArrayList<>();
  private MemoryEngine engine;
  private EventLoop storeLoop;
  private Applier applier;
  private RegionDescriptor region;
  private long lastIndex;

  @BeforeEach
  void start() {
    Region.Builder whole = Region.newBuilder().setId(1);
    whole.getRegionEpochBuilder().setConfVer(1).setVersion(1);
    whole.addPeers(Peer.newBuilder().setId(2).setStoreId(STORE));
    region = RegionDescriptor.of(whole.build());
    engine = MemoryEngine.open(disk);
    WriteBatch batch = new WriteBatch();
    RegionStates.putNew(batch, region, 2);
    engine.write(batch);
    engine.syncWal();
    lastIndex = RegionStates.INITIAL_INDEX;
    open();
  }

  private void open() {
    NodeRuntime runtime = world.newNode("node-" + world.nodes().size()).runtime();
    storeLoop = runtime.newLoop("store");
    applier =
        new Applier(
            runtime, storeLoop, runtime.newLoop("apply"), engine, STORE, new SimpleMeterRegistry());
    applier.listen(
        new ApplyListener() {
          @Override
          public void onApplied(List<AppliedBatch> round) {
            round.forEach(batch -> applied.addAll(batch.entries()));
          }

          @Override
          public void onBroken(BrokenRegion region) {
            broken.add(region);
          }

          @Override
          public void onDisk(DiskState state) {
            disks.add(state);
          }
        });
    ApplyState state = Objects.requireNonNull(RegionStates.applyState(engine, 1));
    RegionLocalState local = Objects.requireNonNull(RegionStates.localState(engine, 1));
    storeLoop.execute(
        () ->
            applier.register(
                RegionDescriptor.of(local.getRegion()),
                2,
                state.getAppliedIndex(),
                state.getAppliedTerm()));
    world.run(Duration.ofMillis(10));
  }

  @AfterEach
  void stop() {
    assertThat(world.failures()).isEmpty();
    world.close();
  }

  private void apply(Entry... entries) {
    storeLoop.execute(() -> applier.submit(1, List.of(entries)));
    world.run(Duration.ofMillis(100));
  }

  private Entry entry(RaftCommand.Builder command) {
    return new Entry(
        ++lastIndex, TERM, EntryKind.NORMAL, Bytes.wrap(command.build().toByteArray()));
  }

  private static RegionEpoch epoch(long version, long confVer) {
    return RegionEpoch.newBuilder().setVersion(version).setConfVer(confVer).build();
  }

  private Entry put(long version, String key, String value) {
    return entry(
        RaftCommand.newBuilder()
            .setEpoch(epoch(version, 1))
            .setWrite(
                CommandCodec.encode(
                    List.of(
                        new Modification.Put(
                            Family.DEFAULT, Bytes.utf8(key), Bytes.utf8(value))))));
  }

  private Entry split(String key, long childId) {
    SplitCommand.Builder split = SplitCommand.newBuilder().setRightDerive(true);
    split
        .addPartsBuilder()
        .setSplitKey(ByteString.copyFromUtf8(key))
        .setNewRegionId(childId)
        .addNewPeerIds(childId + 1);
    return entry(RaftCommand.newBuilder().setEpoch(epoch(1, 1)).setSplit(split));
  }

  private Entry swap(String key, String expected, String value) {
    CompareAndSwap.Builder swap =
        CompareAndSwap.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setExpected(ByteString.copyFromUtf8(expected))
            .setExpectAbsent(expected.isEmpty())
            .setValue(ByteString.copyFromUtf8(value));
    return entry(RaftCommand.newBuilder().setEpoch(epoch(1, 1)).setCompareAndSwap(swap));
  }

  private String value(String key) {
    Bytes value = engine.get(Family.DEFAULT, Bytes.utf8(key));
    return value == null ? "absent" : value.toUtf8();
  }

  private long appliedIndex() {
    return Objects.requireNonNull(RegionStates.applyState(engine, 1)).getAppliedIndex();
  }

  @Test
  void entriesChangeDataAndPositionInOneBatch() {
    apply(put(1, "a", "1"), put(1, "a", "2"), put(1, "b", "3"));
    assertThat(value("a")).isEqualTo("2");
    assertThat(value("b")).isEqualTo("3");
    assertThat(appliedIndex()).isEqualTo(lastIndex);
    assertThat(applied).extracting(AppliedBatch.AppliedEntry::index).containsExactly(6L, 7L, 8L);
  }

  @Test
  void aCommandOfAnotherVersionHasNoEffectButMovesThePosition() {
    apply(put(2, "a", "1"));
    assertThat(value("a")).isEqualTo("absent");
    assertThat(appliedIndex()).isEqualTo(lastIndex);
    assertThat(Objects.requireNonNull(applied.get(0).error()).kind())
        .isEqualTo(RegionError.Kind.EPOCH_NOT_MATCH);
  }

  @Test
  void aWriteBehindASplitInTheSameRoundIsTooLate() {
    apply(put(1, "a", "1"), split("m", 100), put(1, "a", "2"), put(2, "z", "3"));
    assertThat(value("a")).isEqualTo("1");
    assertThat(value("z")).isEqualTo("3");
    RegionLocalState child = Objects.requireNonNull(RegionStates.localState(engine, 100));
    assertThat(child.getState()).isEqualTo(RegionLocalState.State.NORMAL);
    assertThat(child.getPeerId()).isEqualTo(101);
    assertThat(child.getRegion().getEndKey().toStringUtf8()).isEqualTo("m");
    assertThat(Objects.requireNonNull(RegionStates.applyState(engine, 100)).getAppliedIndex())
        .isEqualTo(RegionStates.INITIAL_INDEX);
    assertThat(Objects.requireNonNull(RegionStates.localState(engine, 1)).getRegion())
        .matches(parent -> parent.getStartKey().toStringUtf8().equals("m"));
  }

  @Test
  void aSplitIsDurableBeforeAnyoneHearsOfIt() {
    apply(split("m", 100));
    assertThat(applied).hasSize(1);
    assertThat(disk.unsyncedBatches()).isZero();
  }

  @Test
  void aLateSplitCreatesNoChildWhereATombstoneSaysThatItIsGone() {
    RegionLocalState.Builder tombstone =
        RegionLocalState.newBuilder()
            .setState(RegionLocalState.State.TOMBSTONE)
            .setRegion(Region.newBuilder().setId(100))
            .setPeerId(101);
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, tombstone.build());
    engine.write(batch);
    apply(put(1, "a", "1"), put(1, "z", "2"), split("m", 100));
    assertThat(RegionStates.applyState(engine, 100)).isNull();
    assertThat(value("a")).as("the child's range is deleted").isEqualTo("absent");
    assertThat(value("z")).isEqualTo("2");
    AppliedBatch.Split split = (AppliedBatch.Split) Objects.requireNonNull(applied.get(2).change());
    assertThat(split.created()).isEmpty();
    assertThat(split.children()).hasSize(1);
  }

  private void assertSetAside(String reason, long applied) {
    assertThat(broken).hasSize(1);
    RegionLocalState state = Objects.requireNonNull(RegionStates.localState(engine, 1));
    assertThat(state.getQuarantine()).isEqualTo(broken.get(0).mark());
    assertThat(state.getQuarantine().getCause()).isEqualTo(Quarantine.Cause.APPLY);
    assertThat(state.getQuarantine().getReason()).contains(reason);
    assertThat(state.getQuarantine().getAppliedIndex()).isEqualTo(applied);
    assertThat(appliedIndex()).isEqualTo(applied);
    assertThat(disk.unsyncedBatches()).as("the mark is durable").isZero();
  }

  /** G12: of an entry that cannot be applied nothing is done, and nothing behind it. */
  @Test
  void anEntryThatCannotBeAppliedSetsItsRegionAside() {
    apply(put(1, "a", "1"), split("m", 100));
    long before = lastIndex;
    Entry poison = put(2, "z", "half");
    RaftCommand half = CommandCodec.parse(poison.data());
    RaftCommand.Builder outside = half.toBuilder();
    outside
        .getWriteBuilder()
        .addModifications(half.getWrite().getModifications(0).toBuilder().setKey(utf8("a")));
    apply(
        new Entry(
            poison.index(), TERM, EntryKind.NORMAL, Bytes.wrap(outside.build().toByteArray())),
        put(2, "y", "behind"));
    apply(put(2, "x", "later"));
    assertSetAside("D1 a write outside its region", before);
    assertThat(value("a")).isEqualTo("1");
    assertThat(value("z")).isEqualTo("absent");
    assertThat(value("y")).isEqualTo("absent");
    assertThat(value("x")).isEqualTo("absent");
  }

  @Test
  void anEntryThatCannotBeReadSetsItsRegionAside() {
    apply(
        put(1, "a", "1"),
        new Entry(++lastIndex, TERM, EntryKind.NORMAL, Bytes.utf8("no command")),
        put(1, "b", "2"));
    assertSetAside("Unreadable command", lastIndex - 2);
    assertThat(value("a")).isEqualTo("1");
    assertThat(value("b")).isEqualTo("absent");
  }

  @Test
  void aSplitIntoARegionThatIsHereSetsItsRegionAside() {
    apply(split("m", 100));
    apply(put(2, "n", "1"), splitAgain("q", 100));
    assertSetAside("G7 a replica of a child exists", lastIndex - 1);
    RegionLocalState child = Objects.requireNonNull(RegionStates.localState(engine, 100));
    assertThat(child.getRegion().getEndKey().toStringUtf8()).isEqualTo("m");
  }

  /** The first is not in the engine yet when the second is looked at. */
  @Test
  void theSameInOneRound() {
    apply(split("m", 100), splitAgain("q", 100));
    assertSetAside("G7 a replica of a child exists", lastIndex - 1);
  }

  @Test
  void otherRegionsOfTheRoundAreNotConcerned() {
    apply(split("m", 100));
    RegionDescriptor child =
        RegionDescriptor.of(
            Objects.requireNonNull(RegionStates.localState(engine, 100)).getRegion());
    Entry bad = new Entry(++lastIndex, TERM, EntryKind.NORMAL, Bytes.utf8("no command"));
    Entry good =
        new Entry(RegionStates.INITIAL_INDEX + 1, TERM, EntryKind.NORMAL, put(2, "b", "2").data());
    storeLoop.execute(
        () -> {
          applier.register(child, 101, RegionStates.INITIAL_INDEX, RegionStates.INITIAL_TERM);
          applier.submit(1, List.of(bad));
          applier.submit(100, List.of(good));
        });
    world.run(Duration.ofMillis(100));
    assertThat(broken).extracting(BrokenRegion::regionId).containsExactly(1L);
    assertThat(value("b")).isEqualTo("2");
    assertThat(applied).extracting(AppliedBatch.AppliedEntry::index).contains(good.index());
  }

  private Entry splitAgain(String key, long childId) {
    RaftCommand first = CommandCodec.parse(split(key, childId).data());
    return new Entry(
        lastIndex,
        TERM,
        EntryKind.NORMAL,
        Bytes.wrap(first.toBuilder().setEpoch(epoch(2, 1)).build().toByteArray()));
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  @Test
  void compareAndSwapSeesWhatTheSameRoundWroteBefore() {
    apply(put(1, "a", "1"), swap("a", "1", "2"), swap("a", "1", "3"), swap("n", "", "4"));
    assertThat(value("a")).isEqualTo("2");
    assertThat(value("n")).isEqualTo("4");
    assertThat(applied)
        .filteredOn(entry -> entry.outcome().swap() != null)
        .extracting(entry -> Objects.requireNonNull(entry.outcome().swap()).succeeded())
        .containsExactly(true, false, true);
  }

  @Test
  void replayAfterAPowerCutEndsInTheSameState() {
    List<Entry> log = new ArrayList<>();
    log.add(put(1, "a", "1"));
    log.add(swap("a", "1", "2"));
    log.add(split("m", 100));
    for (int i = 0; i < 10; i++) {
      log.add(put(2, "x" + i, "v" + i));
      log.add(put(2, "x0", "w" + i));
    }
    log.forEach(this::apply);
    String finalState = dump();
    for (int cut = 0; cut < 12; cut++) {
      engine.abandon();
      disk.powerCut(world.newRandom("cut-" + cut));
      engine = MemoryEngine.open(disk);
      open();
      long from = appliedIndex();
      apply(log.stream().filter(entry -> entry.index() > from).toArray(Entry[]::new));
      assertThat(dump()).isEqualTo(finalState);
    }
  }

  private String dump() {
    StringBuilder all = new StringBuilder();
    for (Family family : Family.values()) {
      try (var it = engine.iterator(family, Bytes.EMPTY, Bytes.EMPTY)) {
        for (it.seekToFirst(); it.valid(); it.next()) {
          all.append(family).append(it.key().toHex()).append('=').append(it.value().toHex());
        }
      }
    }
    return all.toString();
  }

  @Test
  void aMemberChangeIsCarriedOutOnceAtItsEpoch() {
    ConfChangeCommand add =
        ConfChangeCommand.newBuilder()
            .addChanges(
                ConfChangeCommand.Change.newBuilder()
                    .setType(ConfChangeCommand.Type.ADD_LEARNER)
                    .setPeer(Peer.newBuilder().setId(9).setStoreId(11).setRole(PeerRole.Learner)))
            .build();
    RaftCommand context = RaftCommand.newBuilder().setEpoch(epoch(1, 1)).setConfChange(add).build();
    Bytes data = MemberChange.toRaft(region, add, Bytes.wrap(context.toByteArray())).encode();
    apply(
        new Entry(++lastIndex, TERM, EntryKind.CONF_CHANGE, data),
        new Entry(++lastIndex, TERM, EntryKind.CONF_CHANGE, data));
    assertThat(applied.get(0).change()).isInstanceOf(AppliedBatch.Members.class);
    assertThat(Objects.requireNonNull(applied.get(1).error()).kind())
        .isEqualTo(RegionError.Kind.EPOCH_NOT_MATCH);
    Region stored = Objects.requireNonNull(RegionStates.localState(engine, 1)).getRegion();
    assertThat(stored.getPeersCount()).isEqualTo(2);
    assertThat(stored.getRegionEpoch().getConfVer()).isEqualTo(2);
  }

  @Test
  void aRemovedReplicaIsFrozenAndKnowsItDurably() {
    Region.Builder two = region.wire().toBuilder();
    two.addPeers(Peer.newBuilder().setId(3).setStoreId(11));
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, RegionStates.normal(RegionDescriptor.of(two.build()), 2));
    engine.write(batch);
    open();
    ConfChangeCommand remove =
        ConfChangeCommand.newBuilder()
            .addChanges(
                ConfChangeCommand.Change.newBuilder()
                    .setType(ConfChangeCommand.Type.REMOVE)
                    .setPeer(Peer.newBuilder().setId(2).setStoreId(STORE)))
            .build();
    RaftCommand context =
        RaftCommand.newBuilder().setEpoch(epoch(1, 1)).setConfChange(remove).build();
    apply(
        put(1, "a", "1"),
        new Entry(
            ++lastIndex,
            TERM,
            EntryKind.CONF_CHANGE,
            MemberChange.toRaft(region, remove, Bytes.wrap(context.toByteArray())).encode()));
    RegionLocalState state = Objects.requireNonNull(RegionStates.localState(engine, 1));
    assertThat(state.getState()).isEqualTo(RegionLocalState.State.NORMAL);
    assertThat(state.getRegion().getPeersList()).extracting(Peer::getId).containsExactly(3L);
    assertThat(value("a")).isEqualTo("1");
    assertThat(disk.unsyncedBatches()).isZero();
  }

  @Test
  void onAFullDiskWhatIsCommittedIsAppliedFromTheReserve() {
    apply(put(1, "first", "fits"));
    disk.limitSpace(1);
    apply(put(1, "a", "1"));
    assertThat(value("a")).isEqualTo("1");
    assertThat(disks).containsExactly(DiskState.RESERVE);
    world.run(Duration.ofSeconds(2));
    assertThat(disks).as("as long as there is no room").containsExactly(DiskState.RESERVE);
    disk.limitSpace(Long.MAX_VALUE);
    world.run(Duration.ofSeconds(2));
    assertThat(disks).containsExactly(DiskState.RESERVE, DiskState.AMPLE);
  }

  @Test
  void aDiskWithoutReserveStopsTheRoundAndLosesNoEntry() {
    apply(put(1, "first", "fits"));
    applied.clear();
    disk.limitSpace(1);
    apply(put(1, "a", "1".repeat(100_000)));
    apply(put(1, "b", "2"));
    assertThat(applied).isEmpty();
    assertThat(disks).containsExactly(DiskState.RESERVE, DiskState.NONE);
    disk.limitSpace(Long.MAX_VALUE);
    world.run(Duration.ofSeconds(2));
    assertThat(disks)
        .containsExactly(DiskState.RESERVE, DiskState.NONE, DiskState.RESERVE, DiskState.AMPLE);
    assertThat(value("a")).hasSize(100_000);
    assertThat(value("b")).isEqualTo("2");
    assertThat(applied).hasSize(2);
  }

  @Test
  void aPointSeesEverythingSubmittedBeforeIt() {
    List<Long> seen = new ArrayList<>();
    Entry first = put(1, "a", "1");
    Entry second = put(1, "a", "2");
    storeLoop.execute(
        () -> {
          applier.submit(1, List.of(first));
          applier.atPoint(1, point -> seen.add(Objects.requireNonNull(point).index()));
          applier.submit(1, List.of(second));
          applier.unregister(1);
          applier.atPoint(1, point -> seen.add(point == null ? -1L : point.index()));
        });
    world.run(Duration.ofMillis(100));
    assertThat(seen).containsExactly(first.index(), -1L);
    assertThat(value("a")).isEqualTo("2");
  }
}
