package io.holdfast.raft.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.StateMachine;
import io.holdfast.raft.wal.LogBatch;
import io.holdfast.raft.wal.LogOptions;
import io.holdfast.raft.wal.LogStamp;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.file.NioFileSystem;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same code on the machine's own threads and files. */
class RealFilesTest {
  private static final ConfState ALONE = ConfState.of(List.of(1L), List.of());
  private static final LogStamp STAMP = new LogStamp(5, 1);
  private static final LogOptions OPTIONS =
      LogOptions.defaults().withSegmentBytesMax(20_000).withCacheBytesMax(10_000);

  @TempDir Path directory;

  @Test
  void aLogOnRealFilesIsWrittenPurgedAndReadBack() throws IOException {
    Path log = directory.resolve("raft");
    try (NioFileSystem files = new NioFileSystem();
        SharedLog first = SharedLog.open(files, log, STAMP, OPTIONS)) {
      for (int i = 1; i <= 200; i++) {
        byte[] data = new byte[500];
        data[0] = (byte) i;
        Entry entry = new Entry(i, 1, EntryKind.NORMAL, Bytes.wrap(data));
        first.append(new LogBatch().append(1, List.of(entry)).append(2, List.of(entry)));
        if (i > 20) {
          first.append(new LogBatch().truncatePrefix(1, i - 20, 1).truncatePrefix(2, i - 20, 1));
        }
      }
      first.purge();
      assertThat(first.counters().purgedSegments()).isPositive();
      List<Entry> before = first.storage(1).entries(181, 201, Long.MAX_VALUE);
      try (NioFileSystem others = new NioFileSystem();
          SharedLog again = SharedLog.open(others, log, STAMP, OPTIONS)) {
        assertThat(again.storage(1).firstIndex()).isEqualTo(181);
        assertThat(again.storage(2).entries(181, 201, Long.MAX_VALUE)).isEqualTo(before);
      }
    }
  }

  /** Counts what it applied, and completes when that is enough. */
  private static final class Counting implements StateMachine {
    final CompletableFuture<List<Bytes>> enough = new CompletableFuture<>();
    final List<Bytes> applied = new ArrayList<>();
    final int wanted;
    @Nullable RaftGroup group;

    Counting(int wanted) {
      this.wanted = wanted;
    }

    @Override
    public void onCommitted(List<Entry> entries) {
      for (Entry entry : entries) {
        if (!entry.data().isEmpty()) {
          applied.add(entry.data());
        }
      }
      RaftGroup peer = Objects.requireNonNull(group);
      peer.applied(entries.get(entries.size() - 1).index());
      if (applied.size() >= wanted) {
        enough.complete(List.copyOf(applied));
      }
    }

    @Override
    public void onLeaveDue() {}

    @Override
    public void onRole(Role role, long term, long leaderPeerId) {}

    @Override
    public void onSnapshotNeeded(long toPeerId) {}

    @Override
    public void onInstallSnapshot(SnapshotMeta meta) {}
  }

  private Counting start(ThreadedRuntime runtime, int wanted) {
    EventLoop home = runtime.newLoop("groups");
    EventLoop logLoop = runtime.newLoop("log");
    Counting machine = new Counting(wanted);
    home.execute(
        () -> {
          try {
            SharedLog log =
                SharedLog.open(runtime.files(), directory.resolve("raft"), STAMP, OPTIONS);
            MultiRaftDriver driver =
                new MultiRaftDriver(
                    home,
                    logLoop,
                    log,
                    (group, messages) -> {},
                    DriverConfig.defaults(),
                    runtime.newRandom("raft"),
                    runtime);
            RaftGroup group = driver.open(1, 1, ALONE, 0, machine);
            machine.group = group;
            group.campaign();
            home.schedule(0, () -> propose(home, group, driver, 0, wanted));
          } catch (IOException e) {
            runtime.fail(e);
          }
        });
    return machine;
  }

  private static void propose(
      EventLoop home, RaftGroup group, MultiRaftDriver driver, int from, int wanted) {
    int next = from;
    for (int i = 0; i < 7 && next < wanted; i++) {
      if (group.propose(Bytes.utf8("v" + next), group.term()).isAccepted()) {
        next++;
      }
    }
    driver.purge(id -> 0); // Nothing is durable: nothing may go, but the round runs.
    int reached = next;
    if (reached < wanted) {
      home.schedule(100_000, () -> propose(home, group, driver, reached, wanted));
    }
  }

  @Test
  void aHaltedNodeOnTwoThreadsComesBackWithAllItApplied() throws Exception {
    List<Bytes> applied;
    try (ThreadedRuntime runtime = new ThreadedRuntime("one")) {
      applied = runtime.await(start(runtime, 500).enough, Duration.ofSeconds(30));
      runtime.halt(); // No drain, no flush.
    }
    assertThat(applied).hasSize(500);
    try (ThreadedRuntime runtime = new ThreadedRuntime("one")) {
      Counting again = start(runtime, 500);
      assertThat(runtime.await(again.enough, Duration.ofSeconds(30)).subList(0, 500))
          .isEqualTo(applied);
      assertThat(runtime.stopped()).isFalse();
    }
  }
}
