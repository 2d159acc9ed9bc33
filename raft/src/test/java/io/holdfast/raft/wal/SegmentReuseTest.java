package io.holdfast.raft.wal;

import static io.holdfast.raft.wal.SharedLogTest.DIR;
import static io.holdfast.raft.wal.SharedLogTest.STAMP;
import static io.holdfast.raft.wal.SharedLogTest.all;
import static io.holdfast.raft.wal.SharedLogTest.entries;
import static io.holdfast.raft.wal.SharedLogTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.raft.core.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Files that are longer than their content, and files that were another segment's (rule D5). */
class SegmentReuseTest {
  private static final LogOptions REUSING =
      new LogOptions(2000, 1 << 20, 1 << 20, 1 << 20).withAhead(1000, 2);

  private final FaultFiles files = new FaultFiles();

  private SharedLog open(FaultFiles on) throws IOException {
    return SharedLog.open(on, DIR, STAMP, REUSING);
  }

  /** Frames of one size; ends when the file being written is a used one, not yet overwritten. */
  private long writeUntilReused(SharedLog log) throws IOException {
    long last = 0;
    while (log.counters().reusedSegments() < 3) {
      last++;
      log.append(new LogBatch().append(1, entries(last, 1, 1, 150)));
      if (last % 5 == 0) {
        log.append(new LogBatch().truncatePrefix(1, last - 1, 1));
        log.purge();
      }
    }
    return last;
  }

  private String newest(FaultFiles on) {
    return on.list(DIR).stream().filter(name -> Segment.idOf(name) > 0).reduce("", (a, b) -> b);
  }

  @Test
  void framesOfTheFilesLifeBeforeAreNeverRead() throws Exception {
    SharedLog log = open(files);
    long last = writeUntilReused(log);
    assertThat(files.content(DIR.resolve(newest(files))).length).isGreaterThan(1500); // Stale.
    for (int i = 0; i < 12; i++) {
      FaultFiles killed = files.copy();
      SharedLog again = open(killed);
      assertThat(again.storage(1).lastIndex()).isEqualTo(last);
      again.append(new LogBatch().append(1, entries(last + 1, 1, 2, 10)));
      assertThat(open(killed).storage(1).lastIndex()).isEqualTo(last + 1);
      last++;
      log.append(new LogBatch().append(1, entries(last, 1, 1, 150)));
    }
  }

  @Test
  void aCutAtEveryOperationOfTurningFilesOverLosesNothing() throws Exception {
    long operations = runTo(Long.MAX_VALUE, new FaultFiles());
    assertThat(operations).isGreaterThan(100);
    for (long cut = 0; cut < operations; cut++) {
      for (int seed = 0; seed < 3; seed++) {
        FaultFiles disk = new FaultFiles();
        long acknowledged = runTo(cut, disk);
        disk.powerCut(new SplittableRandom(31 * cut + seed));
        SharedLog again = open(disk);
        long last = again.contains(1) ? again.storage(1).lastIndex() : 0;
        assertThat(last).as("cut " + cut + " seed " + seed).isBetween(acknowledged, 41L);
        long first = again.contains(1) ? again.storage(1).firstIndex() : 1;
        List<Entry> expected = entries(first, (int) (last - first + 1), 1, 150);
        assertThat(last == 0 ? List.of() : all(again, 1)).isEqualTo(expected);
      }
    }
  }

  /** Answers what is acknowledged by the cut, or without one how many operations there are. */
  private long runTo(long cut, FaultFiles disk) throws IOException {
    disk.createDirectories(DIR);
    disk.cutPowerAt(cut);
    long last = 0;
    try {
      SharedLog log = open(disk);
      while (last < 40) {
        log.append(new LogBatch().append(1, entries(last + 1, 1, 1, 150)));
        last++;
        if (last % 5 == 0) {
          log.append(new LogBatch().truncatePrefix(1, last - 1, 1));
          log.purge();
        }
      }
      assertThat(log.counters().reusedSegments()).isGreaterThan(1);
      return disk.operations();
    } catch (FaultFiles.PowerCut asked) {
      return last;
    }
  }

  @Test
  void theSameFilesGoRound() throws Exception {
    SharedLog log = open(files);
    for (long i = 1; i <= 400; i++) {
      log.append(new LogBatch().append(1, entries(i, 1, 1, 150)).truncatePrefix(1, i - 1, 1));
      log.purge();
    }
    assertThat(log.counters().reusedSegments()).isGreaterThan(20);
    assertThat(files.list(DIR)).hasSizeLessThanOrEqualTo(6);
    // Spares of a life are not the next one's: nobody knows whether their names are durable.
    open(files);
    assertThat(files.list(DIR)).noneMatch(name -> name.startsWith("spare"));
  }

  @Test
  void aFileIsLengthenedAheadOfWhatIsWritten() throws Exception {
    SharedLog log = open(files);
    log.append(new LogBatch().append(1, entries(1, 1, 1, 10)));
    assertThat(files.content(segment(1)).length).isGreaterThan(1000);
    byte[] before = files.content(segment(1));
    log.append(new LogBatch().append(1, entries(2, 3, 1, 10)));
    assertThat(files.content(segment(1))).hasSameSizeAs(before);
    assertThat(all(open(files), 1)).isEqualTo(entries(1, 4, 1, 10));
  }

  @Test
  void wantOfRoomAheadIsNoneForWhatIsWritten() throws Exception {
    SharedLog log = open(files);
    files.spaceBytes(used() + 400);
    log.append(new LogBatch().append(1, entries(1, 1, 1, 100)));
    StagedBatch large = log.stage(new LogBatch().append(1, entries(2, 1, 1, 900)));
    assertThatThrownBy(() -> log.write(List.of(large))).isInstanceOf(LogFullException.class);
    files.spaceBytes(Long.MAX_VALUE);
    log.write(List.of(large));
    log.complete(large);
    List<Entry> expected = new ArrayList<>(entries(1, 1, 1, 100));
    expected.addAll(entries(2, 1, 1, 900));
    assertThat(all(open(files), 1)).isEqualTo(expected);
  }

  @Test
  void aFullDiskGetsTheSpareFilesBack() throws Exception {
    SharedLog log = open(files);
    long last = 0;
    while (files.list(DIR).stream().noneMatch(name -> name.startsWith("spare"))) {
      last++;
      log.append(new LogBatch().append(1, entries(last, 1, 1, 150)).truncatePrefix(1, last - 1, 1));
      log.purge();
    }
    long before = used();
    assertThat(log.releaseReserve()).isTrue();
    assertThat(used()).isLessThan(before - 1000);
    assertThat(log.releaseReserve()).isFalse();
    for (int i = 0; i < 40; i++) { // Nothing is kept until there is room again.
      last++;
      log.append(new LogBatch().append(1, entries(last, 1, 1, 150)).truncatePrefix(1, last - 1, 1));
      log.purge();
      assertThat(files.list(DIR)).noneMatch(name -> name.startsWith("spare"));
    }
    assertThat(log.restoreReserve()).isTrue();
  }

  @Test
  void damageInAReusedFileIsStillCorruption() throws Exception {
    SharedLog log = open(files);
    long last = writeUntilReused(log);
    log.append(new LogBatch().append(1, entries(last + 1, 1, 1, 150)));
    log.append(new LogBatch().append(1, entries(last + 2, 1, 1, 150)));
    String name = newest(files);
    byte[] damaged = files.content(DIR.resolve(name));
    damaged[Frames.SEGMENT_HEADER_BYTES + 40] ^= 1;
    files.setContent(DIR.resolve(name), damaged);
    assertThatThrownBy(() -> open(files)).isInstanceOf(LogCorruptionException.class);
    byte[] headless = damaged.clone();
    Arrays.fill(headless, 0, 64, (byte) 0);
    files.setContent(DIR.resolve(name), headless);
    assertThatThrownBy(() -> open(files)).isInstanceOf(LogCorruptionException.class);
  }

  private long used() {
    long used = 0;
    for (String name : files.list(DIR)) {
      used += files.content(DIR.resolve(name)).length;
    }
    return used;
  }
}
