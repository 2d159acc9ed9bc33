package io.holdfast.bench.yardstick;

import io.holdfast.bench.yardstick.PipelineReplica.Letter;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a replicated put costs without a network: the Raft cores, logs and engines of three replicas
 * on real files, all on one thread, with messages encoded as they would travel. No calls, no
 * sockets, no envelopes, nobody woken. Processor time of that thread; what RocksDB does on threads
 * of its own is not in it.
 */
public final class PipelineYardstick implements AutoCloseable {
  private static final int REPLICAS = 3;
  private static final int TURNS_MAX = 10_000;
  private static final int TRUNCATE_ROUNDS = 256;

  private final int regions;
  private final int keys;
  private final List<PipelineReplica> replicas = new ArrayList<>();
  private final List<Letter> outbox = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(11);
  private final byte[] value;
  private int underWay;

  /**
   * What came out.
   *
   * @param cpuNanos of one put on all three replicas together
   * @param entriesPerSync of one log
   */
  public record Result(int outstanding, double cpuNanos, double entriesPerSync) {}

  /** Three empty replicas below {@code directory}, leaders spread over them. */
  public PipelineYardstick(FileSystem files, Path directory, int regions, int keys, int valueBytes)
      throws IOException {
    this.regions = regions;
    this.keys = keys;
    this.value = new byte[valueBytes];
    random.nextBytes(value);
    for (int i = 0; i < REPLICAS; i++) {
      replicas.add(new PipelineReplica(files, directory, i, regions, NumberedKeys.key(0).length));
    }
    elect();
  }

  private void elect() throws IOException {
    for (int region = 0; region < regions; region++) {
      leader(region).campaign(region);
    }
    for (int turn = 0; turn < TURNS_MAX; turn++) {
      turns();
      if (allLead()) {
        return;
      }
    }
    throw new IllegalStateException("no leaders after " + TURNS_MAX + " turns");
  }

  private boolean allLead() {
    for (int region = 0; region < regions; region++) {
      if (!leader(region).leads(region)) {
        return false;
      }
    }
    return true;
  }

  private PipelineReplica leader(int region) {
    return replicas.get(region % REPLICAS);
  }

  /** Replicates that many puts, {@code outstanding} of them under way at any time. */
  public Result run(int outstanding, long warmUp, long puts) throws IOException {
    replicate(outstanding, warmUp);
    long syncsBefore = syncs();
    long entriesBefore = entries();
    long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long done = replicate(outstanding, puts);
    long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
    settle();
    return new Result(
        outstanding,
        (double) used / done,
        (double) (entries() - entriesBefore) / Math.max(1, syncs() - syncsBefore));
  }

  private long replicate(int outstanding, long puts) throws IOException {
    long done = 0;
    for (long round = 1; done < puts; round++) {
      for (; underWay < outstanding; underWay++) {
        propose(random.nextInt(keys));
      }
      int applied = turns();
      underWay -= applied;
      done += applied;
      if (round % TRUNCATE_ROUNDS == 0) {
        for (PipelineReplica replica : replicas) {
          replica.truncate();
        }
      }
    }
    return done;
  }

  private void propose(int number) {
    byte[] key = NumberedKeys.key(number);
    byte[] data = new byte[key.length + value.length];
    System.arraycopy(key, 0, data, 0, key.length);
    System.arraycopy(value, 0, data, key.length, value.length);
    int region = (int) ((long) number * regions / keys);
    leader(region).propose(region, Bytes.wrap(data));
  }

  /** One turn of each replica; puts that became applied where their region is led. */
  private int turns() throws IOException {
    int applied = 0;
    try {
      for (PipelineReplica replica : replicas) {
        applied += replica.turn(outbox);
        for (Letter letter : outbox) {
          replicas.get(letter.to()).deliver(letter);
        }
        outbox.clear();
      }
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("a message of our own cannot be read", e);
    }
    return applied;
  }

  /**
   * Everything proposed is applied; a yardstick of something that does not happen is worth nothing.
   */
  private void settle() throws IOException {
    for (int turn = 0; turn < TURNS_MAX && underWay > 0; turn++) {
      underWay -= turns();
    }
    if (underWay != 0) {
      throw new IllegalStateException(underWay + " puts were not applied");
    }
  }

  /** The value of a key on each replica; fails where one has not got it. For tests. */
  List<Bytes> everywhere(int number) {
    Bytes key = Bytes.wrap(NumberedKeys.key(number));
    return replicas.stream().map(replica -> replica.get(key)).toList();
  }

  private long syncs() {
    return replicas.stream().mapToLong(PipelineReplica::syncs).sum();
  }

  private long entries() {
    return replicas.stream().mapToLong(PipelineReplica::entries).sum();
  }

  @Override
  public void close() throws IOException {
    for (PipelineReplica replica : replicas) {
      replica.close();
    }
  }
}
