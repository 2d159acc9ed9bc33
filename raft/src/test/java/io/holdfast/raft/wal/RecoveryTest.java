package io.holdfast.raft.wal;

import static io.holdfast.raft.wal.SharedLogTest.DIR;
import static io.holdfast.raft.wal.SharedLogTest.SMALL;
import static io.holdfast.raft.wal.SharedLogTest.STAMP;
import static io.holdfast.raft.wal.SharedLogTest.all;
import static io.holdfast.raft.wal.SharedLogTest.entries;
import static io.holdfast.raft.wal.SharedLogTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.runtime.base.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is left of a batch that was not synced, and what must never be taken for that (D5). */
class RecoveryTest {
  /** One frame per batch; everything in one segment. */
  static final LogOptions ONE = new LogOptions(1 << 20, 1 << 20, 1 << 20, 1 << 20);

  final FaultFiles files = new FaultFiles();

  SharedLog open(FaultFiles on) throws IOException {
    return SharedLog.open(on, DIR, STAMP, ONE);
  }

  /** Two acknowledged batches; then a third. Answers where the third begins. */
  private int threeBatches(LogOptions options) throws IOException {
    SharedLog log = SharedLog.open(files, DIR, STAMP, options);
    log.append(new LogBatch().append(1, entries(1, 3, 1, 40)).hardState(2, new HardState(1, 1, 0)));
    log.append(new LogBatch().append(1, entries(4, 3, 1, 40)));
    int end = files.content(segment(1)).length;
    log.append(
        new LogBatch()
            .append(1, entries(6, 3, 2, 40))
            .append(2, entries(1, 4, 1, 700))
            .hardState(2, new HardState(2, 3, 1)));
    return end;
  }

  private void checkFirstTwoBatches(SharedLog log) {
    assertThat(all(log, 1)).isEqualTo(entries(1, 6, 1, 40));
    assertThat(log.hardState(2)).isEqualTo(new HardState(1, 1, 0));
    assertThat(log.storage(2).lastIndex()).isZero();
  }

  private void checkAllBatches(SharedLog log) {
    List<Entry> expected = new ArrayList<>(entries(1, 5, 1, 40));
    expected.addAll(entries(6, 3, 2, 40));
    assertThat(all(log, 1)).isEqualTo(expected);
    assertThat(all(log, 2)).isEqualTo(entries(1, 4, 1, 700));
    assertThat(log.hardState(2)).isEqualTo(new HardState(2, 3, 1));
  }

  @Test
  void aCutAtEveryByteOfTheLastBatchLosesThatBatchAndNothingElse() throws Exception {
    int start = threeBatches(ONE);
    byte[] whole = files.content(segment(1));
    for (int cut = start; cut < whole.length; cut++) {
      FaultFiles torn = files.copy();
      torn.setContent(segment(1), Arrays.copyOf(whole, cut));

      SharedLog log = open(torn);
      checkFirstTwoBatches(log);
      log.append(new LogBatch().append(1, entries(7, 1, 9, 3))); // It goes on,
      assertThat(open(torn).storage(1).lastIndex()).isEqualTo(7); // and comes back.
    }
    checkAllBatches(open(files.copy()));
  }

  @Test
  void aZeroOrFlippedByteAnywhereInTheLastBatchLosesThatBatchAndNothingElse() throws Exception {
    int start = threeBatches(ONE);
    byte[] whole = files.content(segment(1));
    for (int at = start; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      FaultFiles torn = files.copy();
      torn.setContent(segment(1), damaged);
      checkFirstTwoBatches(open(torn));
    }
  }

  @Test
  void aBatchOfSeveralFramesIsKeptAsAPrefixOfWholeFrames() throws Exception {
    LogOptions frames = new LogOptions(1 << 20, 1 << 20, 400, 1 << 20);
    SharedLog log = SharedLog.open(files, DIR, STAMP, frames);
    log.append(new LogBatch().append(1, entries(1, 3, 1, 40)));
    int start = files.content(segment(1)).length;
    log.append(new LogBatch().append(1, entries(4, 20, 1, 100)));
    byte[] whole = files.content(segment(1));
    long last = 3;
    for (int cut = start; cut <= whole.length; cut += 7) {
      FaultFiles torn = files.copy();
      torn.setContent(segment(1), Arrays.copyOf(whole, cut));
      SharedLog again = open(torn);
      long found = again.storage(1).lastIndex();
      assertThat(found).isGreaterThanOrEqualTo(last);
      assertThat(all(again, 1).subList(3, (int) found))
          .isEqualTo(entries(4, (int) found - 3, 1, 100));
      last = found;
    }
    assertThat(last).isGreaterThan(15);
    // A lost frame in the middle of the batch hides those behind it, although they are good.
    byte[] hole = whole.clone();
    hole[start + 30] ^= 1;
    FaultFiles torn = files.copy();
    torn.setContent(segment(1), hole);
    assertThat(open(torn).storage(1).lastIndex()).isEqualTo(3);
  }

  @Test
  void damageBeforeWhatWasKnownSyncedIsCorruptionWithFileAndOffset() throws Exception {
    int start = threeBatches(ONE);
    byte[] whole = files.content(segment(1));
    for (int at = Frames.SEGMENT_HEADER_BYTES; at < start; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      FaultFiles bad = files.copy();
      bad.setContent(segment(1), damaged);
      assertThatThrownBy(() -> open(bad))
          .isInstanceOfSatisfying(
              LogCorruptionException.class,
              e -> {
                assertThat(e.file()).isEqualTo(segment(1));
                assertThat(e.offset()).isBetween(64L, (long) start);
              });
      assertThat(bad.content(segment(1))).isEqualTo(damaged); // Evidence stays.
    }
  }

  @Test
  void aDamagedHeaderOfASegmentInUseIsCorruption() throws Exception {
    threeBatches(ONE);
    byte[] whole = files.content(segment(1));
    for (int at = 0; at < 60; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      FaultFiles bad = files.copy();
      bad.setContent(segment(1), damaged);
      assertThatThrownBy(() -> open(bad)).isInstanceOf(LogException.class);
    }
  }

  @Test
  void aMissingSegmentInTheMiddleIsCorruption() throws Exception {
    LogOptions tiny = ONE.withSegmentBytesMax(100);
    SharedLog log = SharedLog.open(files, DIR, STAMP, tiny);
    for (int i = 0; i < 5; i++) {
      log.append(new LogBatch().append(1, entries(1 + i, 1, 1, 100)));
    }
    files.delete(segment(3));
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(LogCorruptionException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void aSealedSegmentThatIsShorterThanItsSuccessorSaysIsCorruption() throws Exception {
    LogOptions tiny = ONE.withSegmentBytesMax(100);
    SharedLog log = SharedLog.open(files, DIR, STAMP, tiny);
    log.append(new LogBatch().append(1, entries(1, 1, 1, 100)));
    log.append(new LogBatch().append(1, entries(2, 1, 1, 100)));
    files.setContent(segment(1), Arrays.copyOf(files.content(segment(1)), 64));
    assertThatThrownBy(() -> open(files)).isInstanceOf(LogCorruptionException.class);
  }

  @Test
  void aFrameInsideAValueIsNeverTakenForOne() throws Exception {
    threeBatches(ONE);
    byte[] whole = files.content(segment(1));
    Bytes copy = Bytes.wrap(Arrays.copyOfRange(whole, 64, whole.length));
    SharedLog log = open(files);
    Path active = segment(2);
    int start = files.content(active).length;
    log.append(
        new LogBatch()
            .append(3, List.of(new Entry(1, 1, io.holdfast.raft.core.EntryKind.NORMAL, copy))));
    byte[] torn = files.content(active);
    torn[start + 10] ^= 1; // The outer frame is torn; its payload holds frames that were valid.
    files.setContent(active, torn);

    SharedLog again = open(files);

    assertThat(again.contains(3)).isFalse();
    checkAllBatches(again);
  }

  @Test
  void anySubsetOfUnsyncedSectorsLeavesAPrefixOfTheBatches() throws Exception {
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FaultFiles disk = new FaultFiles();
      LogOptions some = random.nextBoolean() ? ONE : SMALL;
      long acknowledged = 0;
      long attempted = 0;
      for (int life = 0; life < 4; life++) {
        disk.cutPowerAt(disk.operations() + random.nextInt(25));
        try {
          SharedLog log = SharedLog.open(disk, DIR, STAMP, some);
          long last = log.contains(1) ? log.storage(1).lastIndex() : 0;
          assertThat(last).as("seed " + seed).isBetween(acknowledged, attempted);
          assertThat(last == 0 ? List.of() : all(log, 1)).isEqualTo(entries(1, (int) last, 1, 150));
          // Whatever recovery showed once must stay: a vote may have been answered from it.
          acknowledged = last;
          attempted = last;
          for (int i = 0; i < 20; i++) {
            int count = 1 + random.nextInt(12);
            List<Entry> more = entries(attempted + 1, count, 1, 150);
            attempted += count;
            log.append(new LogBatch().append(1, more));
            acknowledged = attempted;
          }
        } catch (FaultFiles.PowerCut cut) {
          // The machine is down.
        }
        if (random.nextInt(3) == 0) {
          disk.kill();
        } else {
          disk.powerCut(random);
        }
      }
    }
  }

  @Test
  void syncsThatDoNothingAreFound() throws Exception {
    int found = 0;
    for (int seed = 0; seed < 50; seed++) {
      FaultFiles disk = new FaultFiles();
      disk.createDirectories(DIR);
      disk.syncsAreNoOps(true);
      SharedLog log = open(disk);
      log.append(new LogBatch().append(1, entries(1, 3, 1, 600)));
      disk.powerCut(new SplittableRandom(seed));
      try {
        SharedLog again = open(disk);
        if (!again.contains(1) || again.storage(1).lastIndex() < 3) {
          found++;
        }
      } catch (LogCorruptionException e) {
        found++;
      }
    }
    assertThat(found).isPositive();
  }
}
