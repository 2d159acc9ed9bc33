package io.holdfast.cluster.invariant;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.raft.wal.StagedBatch;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The books notice what a replica breaks, and let pass what it may do. */
class BooksTest {
  private static final long REGION = 7;
  private static final long PEER = 11;
  private static final List<Entry> ONE =
      List.of(new Entry(1, 7, EntryKind.NORMAL, Bytes.utf8("x")));

  private final SimWorld world = new SimWorld(1, SimOptions.defaults());
  private final PromiseBook promises = new PromiseBook("store-1");
  private final MemoryDisk disk = new MemoryDisk();
  private final MemoryEngine engine = MemoryEngine.open(disk);

  private SharedLog log() throws IOException {
    Region.Builder region = Region.newBuilder().setId(REGION);
    region.addPeers(Peer.newBuilder().setId(PEER).setStoreId(1));
    WriteBatch batch = new WriteBatch();
    RegionStates.putNew(batch, RegionDescriptor.of(region.build()), PEER);
    engine.write(batch);
    return SharedLog.open(
        world.newNode("n" + world.nodes().size()).runtime().files(),
        Path.of("/log"),
        new LogStamp(1, 1),
        LogOptions.defaults());
  }

  private static Message vote(long candidate, long term) {
    return new Message.VoteResponse(PEER, candidate, term, true);
  }

  @Test
  void aReplicaVotesOnceInATerm() throws IOException {
    SharedLog log = log();
    promises.sent(REGION, List.of(vote(12, 3), vote(12, 3), vote(13, 4)), log);
    assertThatThrownBy(() -> promises.sent(REGION, List.of(vote(12, 4)), log))
        .isInstanceOf(InvariantViolation.class)
        .hasMessageContaining("RAFT-1 a replica votes twice in one term");
  }

  @Test
  void aReplicaNeverSpeaksInATermBeforeItsOwn() throws IOException {
    SharedLog log = log();
    promises.sent(REGION, List.of(vote(12, 5)), log);
    promises.sent(REGION, List.of(new Message.PreVoteResponse(PEER, 12, 2, false)), log);
    Message old = new Message.HeartbeatResponse(PEER, 12, 4, 0);
    assertThatThrownBy(() -> promises.sent(REGION, List.of(old), log))
        .hasMessageContaining("RAFT-1 a replica speaks in a term before its own");
  }

  @Test
  void aRestartForgetsNeitherTermNorVoteNorEntries() throws IOException {
    SharedLog log = log();
    promises.sent(REGION, List.of(vote(12, 3)), log);
    assertThatThrownBy(() -> promises.recovered(log, engine))
        .hasMessageContaining("RAFT-1 a term is forgotten by a restart");
    log.append(new LogBatch().hardState(REGION, new HardState(3, 0, 0)));
    assertThatThrownBy(() -> promises.recovered(log, engine))
        .hasMessageContaining("RAFT-1 a vote is forgotten by a restart");
    log.append(new LogBatch().hardState(REGION, new HardState(3, 12, 0)));
    promises.recovered(log, engine);
    Entry entry = new Entry(1, 3, EntryKind.NORMAL, Bytes.utf8("x"));
    log.append(new LogBatch().append(REGION, List.of(entry)));
    promises.sent(REGION, List.of(new Message.AppendResponse(PEER, 12, 3, 1, false, 0, 0)), log);
    promises.recovered(log, engine);
    SharedLog shorter = log();
    shorter.append(new LogBatch().hardState(REGION, new HardState(3, 12, 0)));
    assertThatThrownBy(() -> promises.recovered(shorter, engine))
        .hasMessageContaining("RAFT-3 acknowledged entries are forgotten");
  }

  @Test
  void aDestroyedReplicaIsReleasedFromItsPromises() throws IOException {
    SharedLog log = log();
    promises.sent(REGION, List.of(vote(12, 3)), log);
    RegionDescriptor region =
        RegionDescriptor.of(
            Objects.requireNonNull(RegionStates.localState(engine, REGION)).getRegion());
    engine.write(RegionStates.tombstone(region, PEER));
    assertThatCode(() -> promises.recovered(log, engine)).doesNotThrowAnyException();
  }

  @Test
  void aReplicaWithoutDataConfirmsNoRead() {
    Message answer = new Message.HeartbeatResponse(PEER, 12, 3, 9);
    RaftEnvelope envelope =
        RaftEnvelope.newBuilder()
            .setRegionId(REGION)
            .setMessage(ProtoBytes.toWire(MessageCodec.encode(answer)))
            .build();
    assertThatThrownBy(() -> promises.sentWithoutGroup(envelope))
        .hasMessageContaining("G7 a replica without data confirms a round of reads");
  }

  @Test
  void whatIsSaidIsDurableWhenItIsSaid() throws IOException {
    SharedLog log = log();
    DurableBook durables = new DurableBook();
    Message vote = vote(12, 7);
    Message answer = new Message.AppendResponse(PEER, 12, 7, 1, false, 0, 0);
    assertThatThrownBy(() -> durables.sent(REGION, vote, log))
        .hasMessageContaining("RAFT-1 a vote is given before it is durable");
    StagedBatch staged =
        log.stage(new LogBatch().hardState(REGION, new HardState(7, 12, 0)).append(REGION, ONE));
    assertThatThrownBy(() -> durables.sent(REGION, vote, log))
        .hasMessageContaining("RAFT-1 a vote is given before it is durable");
    assertThatThrownBy(() -> durables.sent(REGION, answer, log))
        .hasMessageContaining("RAFT-3 an entry is acknowledged before it is durable");
    log.write(List.of(staged));
    log.complete(staged);
    durables.sent(REGION, vote, log);
    durables.sent(REGION, answer, log);
    Message later = new Message.HeartbeatResponse(PEER, 12, 8, 0);
    assertThatThrownBy(() -> durables.sent(REGION, later, log))
        .hasMessageContaining("RAFT-1 a term is told before it is durable");
  }

  @Test
  void oneIndexIsCommittedWithOneEntry() {
    CommitBook commits = new CommitBook(new MvccBook(), new ContentBook());
    Entry entry = new Entry(6, 3, EntryKind.NORMAL, Bytes.utf8("x"));
    commits.committed("store-1", REGION, List.of(entry));
    commits.committed("store-2", REGION, List.of(entry));
    Entry other = new Entry(6, 4, EntryKind.NORMAL, Bytes.utf8("x"));
    assertThatThrownBy(() -> commits.committed("store-3", REGION, List.of(other)))
        .hasMessageContaining("RAFT-4 two entries are committed at one index");
  }

  private static long at(long millis, long logical) {
    return Timestamp.compose(millis, logical);
  }

  @Test
  void timestampsRiseOverAllLivesAndKeepThePaceOfTime() {
    WordBook words = new WordBook(id -> id == 8);
    words.begins(0);
    words.timestamps(at(1_000, 9), 10, 0);
    words.begins(1_000_000);
    words.timestamps(at(900_000, 0), 1, 1_000_000); // A new life begins where it likes, above.
    assertThatThrownBy(() -> words.timestamps(at(900_000, 1), 2, 1_000_000))
        .hasMessageContaining("T2 a timestamp is not above all that were answered before");
    words.timestamps(at(905_000, 0), 1, 1_000_000);
    assertThatThrownBy(() -> words.timestamps(at(950_000, 0), 1, 2_000_000_000))
        .hasMessageContaining("T4 physical time runs away");
  }

  @Test
  void anIdIsHandedOutOnceAndBelongsToOneRegion() {
    WordBook words = new WordBook(id -> id == 8);
    words.id(4);
    words.id(7, 7);
    words.id(8, 7);
    words.ordered(4, 7); // Taken for nothing in particular, and then a replica of that region.
    words.ordered(8, 7);
    words.putBack();
    words.id(7, 7); // Nobody has used it.
    assertThatThrownBy(() -> words.id(8, 9)).hasMessageContaining("G11 an id is handed out twice");
    assertThatThrownBy(() -> words.ordered(8, 9)).hasMessageContaining("G11 one id in two regions");
  }

  private static RegionDescriptor version(long version) {
    return RegionDescriptor.of(
        Region.newBuilder()
            .setId(REGION)
            .setRegionEpoch(RegionEpoch.newBuilder().setConfVer(1).setVersion(version))
            .build());
  }

  private static RaftCommand at(long version) {
    return RaftCommand.newBuilder()
        .setEpoch(version(version).epoch())
        .setWrite(RaftCommand.getDefaultInstance().getWrite())
        .build();
  }

  @Test
  void aWriteTakesEffectInTheVersionItWasMeantFor() {
    EpochBook epochs = new EpochBook();
    epochs.effect(REGION, 8, at(99)); // Nothing is known yet.
    AppliedBatch.Split split = new AppliedBatch.Split(version(2), List.of(), List.of());
    epochs.changed(
        REGION, new AppliedBatch.AppliedEntry(9, 1, null, CommandOutcome.written(9), split));
    epochs.effect(REGION, 10, at(2));
    assertThatThrownBy(() -> epochs.effect(REGION, 10, at(1)))
        .hasMessageContaining("D1 a write takes effect in another version");
    epochs.effect(REGION, 12, at(1)); // Entry 11 was never told.
  }
}
