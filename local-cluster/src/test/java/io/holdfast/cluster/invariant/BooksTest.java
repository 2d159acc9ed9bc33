package io.holdfast.cluster.invariant;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.simulation.world.SimOptions;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
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
  void oneIndexIsCommittedWithOneEntry() {
    CommitBook commits = new CommitBook();
    Entry entry = new Entry(6, 3, EntryKind.NORMAL, Bytes.utf8("x"));
    commits.committed("store-1", REGION, List.of(entry));
    commits.committed("store-2", REGION, List.of(entry));
    Entry other = new Entry(6, 4, EntryKind.NORMAL, Bytes.utf8("x"));
    assertThatThrownBy(() -> commits.committed("store-3", REGION, List.of(other)))
        .hasMessageContaining("RAFT-4 two entries are committed at one index");
  }
}
