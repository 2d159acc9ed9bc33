package io.holdfast.bench.yardstick;

import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.raft.core.RaftConfig;
import io.holdfast.raft.core.RawNode;
import io.holdfast.raft.core.Ready;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.rocksdb.RocksEngine;
import io.holdfast.store.engine.rocksdb.RocksOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One store without a network: a replica of every region, one log, one engine. A turn is what a
 * store does in one: take what arrived, send what may leave, write and sync, send the rest, apply.
 */
final class PipelineReplica implements AutoCloseable {
  /** Entries kept of a region; what is older is truncated. */
  private static final long KEPT = 4_096;

  private static final long SEGMENT_BYTES = 16L << 20;
  private static final int SCOPE = 3;

  private final int number;
  private final int keyBytes;
  private final RawNode[] nodes;
  private final SharedLog log;
  private final RocksEngine engine;
  private final ArrayDeque<Letter> inbox = new ArrayDeque<>();
  private final WriteBatch writes = new WriteBatch();
  private final long[] truncatedTo;
  private long syncs;
  private long entries;

  /** A message as the network would carry it. */
  record Letter(int region, int to, Bytes bytes) {}

  PipelineReplica(FileSystem files, Path directory, int number, int regions, int keyBytes)
      throws IOException {
    this.number = number;
    this.keyBytes = keyBytes;
    this.truncatedTo = new long[regions];
    log =
        SharedLog.open(
            files,
            directory.resolve("pipeline-log-" + number),
            new LogStamp(1, number + 1L),
            LogOptions.defaults().withSegmentBytesMax(SEGMENT_BYTES));
    engine =
        RocksEngine.open(directory.resolve("pipeline-engine-" + number), RocksOptions.laptop());
    ConfState conf = ConfState.of(List.of(1L, 2L, 3L), List.of());
    nodes = new RawNode[regions];
    for (int region = 0; region < regions; region++) {
      nodes[region] =
          new RawNode(
              RaftConfig.of(number + 1L),
              log.storage(region + 1L),
              HardState.INITIAL,
              conf,
              0,
              new SplittableRandom((long) SCOPE * region + number));
    }
  }

  void campaign(int region) {
    nodes[region].campaign();
  }

  boolean leads(int region) {
    return nodes[region].role() == Role.LEADER && nodes[region].hasAppliedOwnTerm();
  }

  /** Proposes a put where this replica leads; nothing happens before the next turn. */
  void propose(int region, Bytes keyAndValue) {
    if (!nodes[region].propose(keyAndValue).isAccepted()) {
      throw new IllegalStateException("region " + region + " refused a proposal");
    }
  }

  void deliver(Letter letter) {
    inbox.add(letter);
  }

  /**
   * Does what there is to do.
   *
   * @param outbox gets the messages for others
   * @return puts that were applied where this replica leads
   */
  int turn(List<Letter> outbox) throws IOException, MalformedMessageException {
    for (Letter letter = inbox.poll(); letter != null; letter = inbox.poll()) {
      nodes[letter.region()].step(MessageCodec.decode(letter.bytes()));
    }
    List<Ready> readies = new ArrayList<>();
    List<Integer> regions = new ArrayList<>();
    LogBatch batch = new LogBatch();
    for (int region = 0; region < nodes.length; region++) {
      while (nodes[region].hasReady()) {
        Ready ready = nodes[region].ready();
        readies.add(ready);
        regions.add(region);
        send(region, ready.messages(), outbox);
        stage(region, ready, batch);
      }
    }
    if (!batch.isEmpty()) {
      log.append(batch);
      syncs++;
    }
    int applied = 0;
    for (int i = 0; i < readies.size(); i++) {
      int region = regions.get(i);
      nodes[region].persisted(readies.get(i).number());
      send(region, readies.get(i).messagesAfterPersist(), outbox);
      applied += apply(region, readies.get(i).committed());
    }
    if (!writes.isEmpty()) {
      engine.write(writes);
      writes.clear();
    }
    return applied;
  }

  private void stage(int region, Ready ready, LogBatch batch) {
    HardState state = ready.hardState();
    if (state != null) {
      batch.hardState(region + 1L, state);
    }
    if (!ready.entries().isEmpty()) {
      batch.append(region + 1L, ready.entries());
      entries += ready.entries().size();
    }
  }

  private void send(int region, List<Message> messages, List<Letter> outbox) {
    for (Message message : messages) {
      outbox.add(new Letter(region, (int) message.to() - 1, MessageCodec.encode(message)));
    }
  }

  private int apply(int region, List<Entry> committed) {
    if (committed.isEmpty()) {
      return 0;
    }
    int puts = 0;
    for (Entry entry : committed) {
      if (entry.data().length() > 0) {
        writes.put(
            Family.DEFAULT,
            entry.data().slice(0, keyBytes),
            entry.data().slice(keyBytes, entry.data().length()));
        puts++;
      }
    }
    nodes[region].applied(committed.get(committed.size() - 1).index());
    return nodes[region].role() == Role.LEADER ? puts : 0;
  }

  /** As a store does from time to time; part of what an entry costs. */
  void truncate() throws IOException {
    LogBatch batch = new LogBatch();
    for (int region = 0; region < nodes.length; region++) {
      long to = nodes[region].appliedIndex() - KEPT;
      if (to > truncatedTo[region] + KEPT) {
        batch.truncatePrefix(region + 1L, to, nodes[region].termAt(to));
        truncatedTo[region] = to;
      }
    }
    if (!batch.isEmpty()) {
      log.append(batch);
      log.purge();
    }
  }

  int number() {
    return number;
  }

  long syncs() {
    return syncs;
  }

  long entries() {
    return entries;
  }

  /** What each region has applied here: equal on all replicas when nothing is under way. */
  long[] applied() {
    return Arrays.stream(nodes).mapToLong(RawNode::appliedIndex).toArray();
  }

  Bytes get(Bytes key) {
    Bytes found = engine.get(Family.DEFAULT, key);
    if (found == null) {
      throw new IllegalStateException("replica " + number + " has not applied " + key);
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    try (log) {
      engine.close();
    }
  }
}
