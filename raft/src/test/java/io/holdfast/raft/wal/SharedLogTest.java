package io.holdfast.raft.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SharedLogTest {
  static final Path DIR = Path.of("/data/raft");
  static final LogStamp STAMP = new LogStamp(77, 1);
  static final LogOptions SMALL = new LogOptions(4096, 1 << 20, 2048, 1024);

  final FaultFiles files = new FaultFiles();

  static List<Entry> entries(long first, int count, long term, int size) {
    List<Entry> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[size];
      Arrays.fill(data, (byte) (first + i + 31 * term));
      made.add(new Entry(first + i, term, EntryKind.NORMAL, Bytes.wrap(data)));
    }
    return made;
  }

  static List<Entry> all(SharedLog log, long group) {
    LogStorage storage = log.storage(group);
    if (storage.lastIndex() < storage.firstIndex()) {
      return List.of();
    }
    return storage.entries(storage.firstIndex(), storage.lastIndex() + 1, Long.MAX_VALUE);
  }

  SharedLog open() throws IOException {
    return SharedLog.open(files, DIR, STAMP, SMALL);
  }

  static Path segment(long id) {
    return new Segment(id, DIR).path;
  }

  @Test
  void entriesAndHardStatesComeBackAfterAReopen() throws Exception {
    SharedLog log = open();
    log.append(
        new LogBatch()
            .append(1, entries(1, 3, 1, 10))
            .hardState(1, new HardState(1, 7, 2))
            .append(2, entries(1, 1, 4, 0)));
    log.append(new LogBatch().append(1, entries(3, 2, 2, 5)));

    SharedLog again = open();

    assertThat(again.groups()).containsExactly(1L, 2L);
    assertThat(again.hardState(1)).isEqualTo(new HardState(1, 7, 2));
    List<Entry> expected = new ArrayList<>(entries(1, 2, 1, 10));
    expected.addAll(entries(3, 2, 2, 5));
    assertThat(all(again, 1)).isEqualTo(expected).isEqualTo(all(log, 1));
    assertThat(again.storage(1).term(4)).isEqualTo(2);
    assertThat(all(again, 2)).isEqualTo(entries(1, 1, 4, 0));
  }

  @Test
  void oneBatchOfManyGroupsCostsOneSync() throws Exception {
    SharedLog log = open();
    long before = log.counters().syncs();
    LogBatch batch = new LogBatch();
    for (long group = 1; group <= 100; group++) {
      batch.append(group, entries(1, 2, 1, 20)).hardState(group, new HardState(1, 1, 0));
    }

    log.append(batch);

    assertThat(log.counters().syncs() - before).isEqualTo(1);
    assertThat(log.counters().frames()).isGreaterThan(2); // Cut into frames of bounded size.
    assertThat(log.counters().entries()).isEqualTo(200);
    assertThat(open().groups()).hasSize(100);
  }

  @Test
  void aTruncatedPrefixStaysGoneAndItsTermStaysKnown() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 10, 3, 8)));
    log.append(new LogBatch().truncatePrefix(1, 6, 3));

    for (SharedLog each : List.of(log, open())) {
      assertThat(each.storage(1).firstIndex()).isEqualTo(7);
      assertThat(each.storage(1).term(6)).isEqualTo(3);
      assertThat(all(each, 1)).isEqualTo(entries(7, 4, 3, 8));
    }
  }

  @Test
  void aResetKeepsTermAndVote() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 10, 3, 8)).hardState(1, new HardState(3, 2, 4)));
    log.append(new LogBatch().reset(1, 50, 9));

    for (SharedLog each : List.of(log, open())) {
      assertThat(each.storage(1).firstIndex()).isEqualTo(51);
      assertThat(each.storage(1).lastIndex()).isEqualTo(50);
      assertThat(each.storage(1).term(50)).isEqualTo(9);
      assertThat(each.hardState(1)).isEqualTo(new HardState(3, 2, 4));
    }
  }

  @Test
  void aRemovedGroupIsGoneAndMayComeBackEmpty() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 10, 3, 8)).hardState(1, new HardState(3, 2, 4)));
    log.append(new LogBatch().remove(1));
    assertThat(open().contains(1)).isFalse();

    SharedLog again = open();
    again.append(new LogBatch().append(1, entries(1, 1, 1, 1)));

    SharedLog last = open();
    assertThat(all(last, 1)).isEqualTo(entries(1, 1, 1, 1));
    assertThat(last.hardState(1)).isEqualTo(HardState.INITIAL);
  }

  @Test
  void truncationStopsAtWhatTheEngineHasMadeDurable() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 10, 1, 8)).append(2, entries(1, 10, 1, 8)));
    TreeMap<Long, Long> targets = new TreeMap<>();
    targets.put(1L, 8L);
    targets.put(2L, 8L);
    targets.put(3L, 8L); // Unknown to the log.

    log.append(log.truncations(targets, group -> group == 1 ? 5 : 100));

    assertThat(log.storage(1).firstIndex()).isEqualTo(6);
    assertThat(log.storage(2).firstIndex()).isEqualTo(9);
  }

  @Test
  void entriesBiggerThanTheCacheAreReadBackFromTheFile() throws Exception {
    LogOptions tiny = SMALL.withCacheBytesMax(600).withSegmentBytesMax(1 << 20);
    SharedLog log = SharedLog.open(files, DIR, STAMP, tiny);
    for (int i = 0; i < 10; i++) {
      log.append(new LogBatch().append(1, entries(1 + 3 * i, 3, 1, 300)));
    }
    assertThat(all(log, 1)).isEqualTo(entries(1, 30, 1, 300));
    log.append(new LogBatch().append(1, entries(31, 1, 1, 100_000))); // And than a frame.
    assertThat(log.storage(1).entries(31, 32, 1)).isEqualTo(entries(31, 1, 1, 100_000));
    assertThat(log.storage(1).entries(1, 31, 3 * 332)).hasSize(3);
  }

  @Test
  void aReadBackEntryIsCheckedAgain() throws Exception {
    LogOptions none = SMALL.withCacheBytesMax(0);
    SharedLog log = SharedLog.open(files, DIR, STAMP, none);
    log.append(new LogBatch().append(1, entries(1, 1, 1, 300)));
    byte[] bytes = files.content(segment(1));
    bytes[bytes.length - 1] ^= 1;
    files.setContent(segment(1), bytes);

    assertThatThrownBy(() -> all(log, 1)).hasRootCauseInstanceOf(LogCorruptionException.class);
  }

  @Test
  void aHoleIsRefused() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 2, 1, 8)));
    assertThatThrownBy(() -> log.append(new LogBatch().append(1, entries(4, 1, 1, 8))))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aLogOfAnotherNodeClusterOrFormatIsRefusedAndLeftAsItWas() throws Exception {
    open().append(new LogBatch().append(1, entries(1, 2, 1, 8)));
    byte[] before = files.content(segment(1));

    for (LogStamp other : List.of(new LogStamp(78, 1), new LogStamp(77, 2))) {
      assertThatThrownBy(() -> SharedLog.open(files, DIR, other, SMALL))
          .isInstanceOf(LogFormatException.class)
          .hasMessageContaining(segment(1).toString());
    }
    byte[] future = before.clone();
    future[11] = 2; // The format version.
    files.setContent(segment(1), future);
    assertThatThrownBy(this::open)
        .isInstanceOf(LogFormatException.class)
        .hasMessageContaining("unknown format");
    assertThat(files.content(segment(1))).isEqualTo(future);
    assertThat(files.list(DIR)).hasSize(2); // With its description.
  }

  @Test
  void aFailedSyncIsFinal() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 2, 1, 8)));
    files.failSyncs(1);

    assertThatThrownBy(() -> log.append(new LogBatch().append(1, entries(3, 1, 1, 8))))
        .isInstanceOf(LogFailedException.class)
        .hasMessageContaining("Input/output error");
    assertThat(log.fault()).isNotNull();
    assertThatThrownBy(() -> log.append(new LogBatch().append(1, entries(4, 1, 1, 8))))
        .isInstanceOf(LogFailedException.class);
    assertThatThrownBy(log::purge).isInstanceOf(LogFailedException.class);
  }

  @Test
  void whatAFailedSyncLeftInMemoryIsWrittenAgainBeforeAnyoneBuildsOnIt() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 2, 1, 600)));
    files.failSyncs(1);
    assertThatThrownBy(() -> log.append(new LogBatch().append(1, entries(3, 2, 1, 600))))
        .isInstanceOf(LogFailedException.class);
    files.kill();

    // The restarted process reads the pages back good, although they will never reach the disk.
    SharedLog second = open();
    assertThat(second.storage(1).lastIndex()).isEqualTo(4);
    second.append(new LogBatch().hardState(1, new HardState(1, 1, 4)));
    files.powerCut(new SplittableRandom(1));

    assertThat(all(open(), 1)).isEqualTo(entries(1, 4, 1, 600));
  }

  @Test
  void aFullDiskIsATypedErrorAfterWhichTheSameIsWrittenAgain() throws Exception {
    SharedLog log = open();
    log.append(new LogBatch().append(1, entries(1, 2, 1, 8)));
    files.spaceBytes(files.content(segment(1)).length + 40);
    StagedBatch batch = log.stage(new LogBatch().append(1, entries(3, 4, 1, 80)));

    assertThatThrownBy(() -> log.write(List.of(batch))).isInstanceOf(LogFullException.class);
    assertThat(log.fault()).isNull();
    FaultFiles crashed = files.copy();
    crashed.spaceBytes(Long.MAX_VALUE);
    crashed.powerCut(new SplittableRandom(1));
    assertThat(all(SharedLog.open(crashed, DIR, STAMP, SMALL), 1))
        .isEqualTo(entries(1, 2, 1, 8)); // Nothing of it counts, nothing before it is lost.

    files.spaceBytes(files.content(segment(1)).length + 200); // A header, and not much more.
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> log.write(List.of(batch))).isInstanceOf(LogFullException.class);
    }
    assertThat(files.list(DIR)).hasSizeLessThanOrEqualTo(3); // Attempts leave no segments behind.
    files.spaceBytes(Long.MAX_VALUE);
    log.write(List.of(batch));
    log.complete(batch);
    log.append(new LogBatch().append(1, entries(7, 1, 1, 8)));
    files.powerCut(new SplittableRandom(2));
    List<Entry> expected = new ArrayList<>(entries(1, 2, 1, 8));
    expected.addAll(entries(3, 4, 1, 80));
    expected.addAll(entries(7, 1, 1, 8));
    assertThat(all(open(), 1)).isEqualTo(expected);
  }

  /** The segment that met the end of the disk is ended, so that a purge can take it away. */
  @Test
  void whatMadeTheDiskFullCanBePurged() throws Exception {
    SharedLog log = SharedLog.open(files, DIR, STAMP, SMALL.withSegmentBytesMax(1 << 20));
    log.append(new LogBatch().append(1, entries(1, 20, 1, 80)));
    files.spaceBytes(files.content(segment(1)).length + 400);
    StagedBatch large = log.stage(new LogBatch().append(1, entries(21, 20, 1, 80)));
    assertThatThrownBy(() -> log.write(List.of(large))).isInstanceOf(LogFullException.class);

    files.spaceBytes(files.content(segment(1)).length + 4000);
    log.write(List.of(large));
    log.complete(large);
    log.append(new LogBatch().truncatePrefix(1, 39, 1));
    log.purge();
    assertThat(files.list(DIR)).doesNotContain(segment(1).getFileName().toString());
    assertThat(all(SharedLog.open(files, DIR, STAMP, SMALL), 1)).isEqualTo(entries(40, 1, 1, 80));
  }

  @Test
  void theReserveIsGivenUpOnceAndTakenBackWithTheRoom() throws Exception {
    SharedLog log = SharedLog.open(files, DIR, STAMP, SMALL.withReserveBytes(5000));
    assertThat(files.content(DIR.resolve("space-reserve"))).hasSize(5000);
    files.spaceBytes(0);
    assertThat(log.releaseReserve()).isTrue();
    assertThat(log.releaseReserve()).isFalse();
    assertThat(log.restoreReserve()).isFalse();
    files.spaceBytes(Long.MAX_VALUE);
    assertThat(log.restoreReserve()).isTrue();
    // The next life finds it, and gives it up when it cannot begin without.
    log.close();
    long used = 0;
    for (String name : files.list(DIR)) {
      used += files.content(DIR.resolve(name)).length;
    }
    files.spaceBytes(used);
    SharedLog next = SharedLog.open(files, DIR, STAMP, SMALL.withReserveBytes(5000));
    assertThat(files.list(DIR)).doesNotContain("space-reserve");
    assertThat(next.releaseReserve()).isFalse();
  }

  @Test
  void thePurgeClearsAwayTheSegmentsOfFormerLives() throws Exception {
    open().append(new LogBatch().append(1, entries(1, 2, 1, 8)));
    for (int i = 0; i < 10; i++) {
      assertThat(all(open(), 1)).isEqualTo(entries(1, 2, 1, 8));
    }
    SharedLog log = open();
    log.append(new LogBatch().truncatePrefix(1, 1, 1));
    log.purge();
    assertThat(files.list(DIR)).hasSize(2);
    assertThat(all(open(), 1)).isEqualTo(entries(2, 1, 1, 8));
  }
}
