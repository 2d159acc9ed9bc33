package io.holdfast.pd.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.holdfast.pd.server.PdBench.Answer;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.pdpb.AllocIDRequest;
import io.holdfast.protocol.wire.pdpb.AllocIDResponse;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitRequest;
import io.holdfast.protocol.wire.pdpb.AskBatchSplitResponse;
import io.holdfast.protocol.wire.pdpb.BootstrapResponse;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.protocol.wire.pdpb.TsoResponse;
import io.holdfast.runtime.file.FileSystem;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule T5: data put back from an older copy hands nothing out a second time. */
final class OldCopyTest {
  private static final long DAY_MILLIS = 86_400_000L;

  private final PdBench bench = new PdBench(17);
  private Map<Path, byte[]> fresh = Map.of();
  private Marks marks = Marks.getDefaultInstance();

  @BeforeEach
  void start() throws Exception {
    bench.start();
    fresh = copy();
    for (int id = 1; id <= 5; id++) {
      assertThat(allocId().value().getId()).isEqualTo(id);
    }
    bench.bootstrap();
    bench.putStore(PdBench.store(4));
    bench.putStore(PdBench.store(5));
    for (long store : new long[] {1, 4, 5}) {
      report(store);
    }
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private Answer<AllocIDResponse> allocId() {
    return bench.call(
        bench.stub::allocID, AllocIDRequest.newBuilder().setHeader(bench.header()).build());
  }

  private long timestamp() {
    return Timestamp.of(bench.timestamp(1).value().getTimestamp()).toLong();
  }

  private Answer<StoreHeartbeatResponse> report(long store) {
    return report(store, marks);
  }

  private Answer<StoreHeartbeatResponse> report(long store, Marks known) {
    return bench.call(
        bench.stub::storeHeartbeat,
        StoreHeartbeatRequest.newBuilder()
            .setHeader(bench.header())
            .setStats(StoreStats.newBuilder().setStoreId(store))
            .setMarks(known)
            .build());
  }

  private Answer<AskBatchSplitResponse> askSplit(Marks known) {
    return bench.call(
        bench.stub::askBatchSplit,
        AskBatchSplitRequest.newBuilder()
            .setHeader(bench.header())
            .setRegion(PdBench.firstRegion())
            .setSplitCount(1)
            .setMarks(known)
            .build());
  }

  private Map<Path, byte[]> copy() throws Exception {
    Map<Path, byte[]> copy = new TreeMap<>();
    for (Path path : bench.node.disk().paths()) {
      copy.put(path, bench.node.disk().contents(path));
    }
    return copy;
  }

  private void putBack(Map<Path, byte[]> copy) throws Exception {
    bench.node.kill();
    bench.node.restart();
    FileSystem files = bench.node.runtime().files();
    files.delete(PdBench.DATA);
    for (Map.Entry<Path, byte[]> file : copy.entrySet()) {
      files.createDirectories(Objects.requireNonNull(file.getKey().getParent()));
      try (FileSystem.AppendFile out = files.create(file.getKey())) {
        out.append(ByteBuffer.wrap(file.getValue()));
        out.sync();
      }
    }
    bench.start();
  }

  /** Time for the raised bounds to go through the log. */
  private void settle() {
    bench.world.run(Duration.ofMillis(500));
  }

  private void useManyIds() {
    for (int i = 0; i < 1_200; i++) {
      allocId().value();
    }
    marks = report(1).value().getMarks();
    assertThat(marks.getGreatestId()).isGreaterThan(1_200);
  }

  @Test
  void anAskingStoreThatKnowsGreaterIdsGetsNoneBelow() throws Exception {
    Map<Path, byte[]> old = copy();
    useManyIds();
    putBack(old);
    Status refused = askSplit(marks).status();
    assertThat(refused.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(refused.getDescription()).contains("T5").contains("[1, 4, 5]");
    assertThat(bench.timestamp(1).status().getDescription()).contains("T5");
    assertThat(allocId().status().getDescription()).contains("T5");
    report(1);
    report(4, Marks.newBuilder().setGreatestId(marks.getGreatestId() + 7).build());
    assertThat(allocId().status().getDescription()).contains("[5]");
    report(5);
    settle();
    assertThat(allocId().value().getId()).isGreaterThan(marks.getGreatestId() + 7);
    assertThat(askSplit(marks).value().getIds(0).getNewRegionId())
        .isGreaterThan(marks.getGreatestId() + 7);
    bench.node.powerCut(); // What was raised is durable.
    bench.node.restart();
    bench.start();
    assertThat(allocId().value().getId()).isGreaterThan(marks.getGreatestId() + 8);
  }

  @Test
  void nothingIsHandedOutBeforeEnoughStoresHaveSpoken() throws Exception {
    Map<Path, byte[]> old = copy();
    useManyIds();
    putBack(old);
    Answer<AllocIDResponse> waiting = new Answer<>();
    bench.stub.allocID(AllocIDRequest.newBuilder().setHeader(bench.header()).build(), waiting);
    bench.world.run(Duration.ofSeconds(2));
    assertThat(waiting.done()).isFalse();
    report(4);
    bench.world.run(Duration.ofMillis(500));
    assertThat(waiting.status().getDescription()).contains("T5");
  }

  @Test
  void aNormalRestartServesWithTheFirstReports() throws Exception {
    useManyIds();
    bench.node.kill();
    bench.node.restart();
    bench.start();
    report(1);
    report(4);
    long before = bench.world.nowNanos();
    timestamp();
    assertThat(allocId().value().getId()).isGreaterThan(marks.getGreatestId());
    assertThat(bench.world.nowNanos() - before).isLessThan(500_000_000L);
  }

  @Test
  void noTimestampIsHandedOutBeforeStoresHaveSpoken() throws Exception {
    Map<Path, byte[]> old = copy();
    bench.world.run(Duration.ofSeconds(40));
    long highest = timestamp();
    Marks known = report(1).value().getMarks();
    bench.node.jumpWallClock(Duration.ofMinutes(-1));
    putBack(old);
    Answer<TsoResponse> early = bench.askTimestamp(1);
    bench.world.run(Duration.ofSeconds(2));
    assertThat(early.done()).isFalse();
    report(1, known);
    report(4);
    report(5);
    settle();
    assertThat(timestamp()).isGreaterThan(highest);
  }

  @Test
  void aMajorityThatIsAwayHoldsIdsUpForSecondsOnly() throws Exception {
    bench.node.kill();
    bench.node.restart();
    bench.start();
    report(1);
    long before = bench.world.nowNanos();
    assertThat(allocId().value().getId()).isGreaterThan(5);
    assertThat(bench.world.nowNanos() - before)
        .isBetween(Duration.ofSeconds(5).toNanos(), Duration.ofSeconds(12).toNanos());
  }

  @Test
  void timestampsGoAboveWhatStoresHaveSeen() throws Exception {
    Map<Path, byte[]> old = copy();
    bench.node.jumpWallClock(Duration.ofHours(2));
    bench.world.run(Duration.ofHours(1)); // The oracle follows slowly, and is ahead in the end.
    long highest = timestamp();
    marks = report(1).value().getMarks();
    bench.node.jumpWallClock(Duration.ofHours(-3));
    putBack(old);
    for (long store : new long[] {1, 4, 5}) {
      report(store);
    }
    settle();
    assertThat(timestamp()).isGreaterThan(highest);
    bench.node.powerCut();
    bench.node.restart();
    bench.start();
    assertThat(timestamp()).isGreaterThan(highest);
  }

  @Test
  void aLateStoreKnowsATimestampThatTheWindowHasOvertaken() throws Exception {
    Map<Path, byte[]> old = copy();
    bench.world.run(Duration.ofSeconds(4)); // Beyond the window of the copy.
    long highest = timestamp();
    Marks known = Marks.newBuilder().setGreatestTimestamp(highest).build();
    bench.node.jumpWallClock(Duration.ofMinutes(-10));
    putBack(old);
    report(1);
    report(4);
    settle();
    report(5, known); // It has read at that timestamp, which lies below the window of now.
    report(1);
    report(4);
    settle();
    assertThat(timestamp()).isGreaterThan(highest);
  }

  @Test
  void aStoreThatIsSilentIsNotWaitedForForEver() throws Exception {
    Map<Path, byte[]> old = copy();
    useManyIds();
    putBack(old);
    report(1);
    assertThat(allocId().status().getDescription()).contains("T5");
    bench.world.run(Duration.ofSeconds(31));
    assertThat(allocId().value().getId()).isGreaterThan(marks.getGreatestId());
  }

  @Test
  void aTimestampThatNobodyCanHaveHandedOutMovesNothing() {
    long before = timestamp();
    long absurd = before + Timestamp.compose(400 * DAY_MILLIS, 0);
    report(4, Marks.newBuilder().setGreatestTimestamp(absurd).setGreatestId(-1).build());
    assertThat(timestamp()).isBetween(before, before + Timestamp.compose(60_000, 0));
    assertThat(allocId().value().getId()).isLessThan(100);
  }

  @Test
  void aCopyFromBeforeTheFirstRegionMakesNoSecondOne() throws Exception {
    putBack(fresh);
    bench.call(
        bench.stub::putStore,
        PutStoreRequest.newBuilder()
            .setHeader(bench.header())
            .setStore(PdBench.store(4))
            .setMarks(Marks.newBuilder().setGreatestId(1_005))
            .build());
    Answer<BootstrapResponse> second = bench.bootstrap();
    assertThat(second.status().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(second.status().getDescription()).contains("pd recover");
  }
}
