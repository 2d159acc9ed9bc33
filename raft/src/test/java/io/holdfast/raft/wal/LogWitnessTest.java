package io.holdfast.raft.wal;

import static io.holdfast.raft.wal.SharedLogTest.DIR;
import static io.holdfast.raft.wal.SharedLogTest.SMALL;
import static io.holdfast.raft.wal.SharedLogTest.STAMP;
import static io.holdfast.raft.wal.SharedLogTest.all;
import static io.holdfast.raft.wal.SharedLogTest.entries;
import static io.holdfast.raft.wal.SharedLogTest.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.raft.core.HardState;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A log that is missing, older or another one is told from one that is new: rule D12. */
class LogWitnessTest {
  private static final long ID = 0xABCDEF;

  private final FaultFiles files = new FaultFiles();

  private SharedLog open(FaultFiles on, @Nullable LogWitness witness) throws IOException {
    return SharedLog.open(on, DIR, STAMP, SMALL, new LogExpectation(ID, witness));
  }

  /** A log of several segments, and what is known of it at the end. */
  private SharedLog filled() throws IOException {
    SharedLog log = open(files, null);
    for (int i = 0; i < 12; i++) {
      log.append(
          new LogBatch()
              .append(1, entries(3L * i + 1, 3, 1, 300))
              .hardState(1, new HardState(1, 1, 3L * i)));
    }
    return log;
  }

  private static void assertLost(FaultFiles files, LogWitness witness) {
    FaultFiles before = files.copy();
    assertThatThrownBy(
            () -> SharedLog.open(files, DIR, STAMP, SMALL, new LogExpectation(1, witness)))
        .isInstanceOf(LogLostException.class)
        .hasMessageContaining(DIR.toString())
        .hasMessageContaining(Long.toHexString(witness.logId()));
    assertThat(files.list(DIR)).as("nothing is touched").isEqualTo(before.list(DIR));
  }

  @Test
  void everyLifeAndEveryBatchMovesTheWitness() throws IOException {
    SharedLog log = open(files, null);
    LogWitness first = log.witness();
    assertThat(first.logId()).isEqualTo(ID);
    assertThat(first.openCount()).isEqualTo(1);
    log.append(new LogBatch().append(1, entries(1, 1, 1, 8)));
    assertThat(log.witness().offset()).isGreaterThan(first.offset());
    assertThat(open(files, log.witness()).witness().openCount()).isEqualTo(2);
  }

  @Test
  void aMissingOrEmptiedLogIsLost() throws IOException {
    LogWitness witness = filled().witness();
    FaultFiles none = new FaultFiles();
    none.createDirectories(DIR);
    assertLost(none, witness);
    for (String name : files.list(DIR)) {
      if (!name.equals(LogFile.NAME)) {
        files.delete(DIR.resolve(name));
      }
    }
    assertThatThrownBy(() -> open(files, witness)).isInstanceOf(LogException.class);
    assertThatThrownBy(() -> SharedLog.open(files, DIR, STAMP, SMALL))
        .as("also for an owner that expects nothing")
        .isInstanceOf(LogCorruptionException.class);
  }

  @Test
  void anotherLogIsLost() throws IOException {
    LogWitness witness = filled().witness();
    LogWitness other =
        new LogWitness(ID + 1, witness.openCount(), witness.segment(), witness.offset());
    assertLost(files, other);
  }

  @Test
  void anOlderCopyIsLostHoweverOld() throws IOException {
    SharedLog log = open(files, null);
    log.append(new LogBatch().append(1, entries(1, 3, 1, 300)));
    FaultFiles copy = files.copy();
    log.append(new LogBatch().hardState(1, new HardState(2, 3, 0))); // A vote, nothing else.
    assertLost(copy, log.witness());
    FaultFiles ended = files.copy();
    LogWitness next = open(files, log.witness()).witness();
    assertLost(ended, next);
    assertThat(all(open(files, next), 1)).isEqualTo(entries(1, 3, 1, 300));
  }

  @Test
  void aSegmentCutShortIsLostAtWhateverByte() throws IOException {
    LogWitness witness = filled().witness();
    byte[] whole = files.content(segment(witness.segment()));
    for (int cut = 0; cut < witness.offset(); cut += 7) {
      FaultFiles damaged = files.copy();
      damaged.setContent(segment(witness.segment()), Arrays.copyOf(whole, cut));
      assertThatThrownBy(() -> open(damaged, witness)).isInstanceOf(LogException.class);
      assertThat(damaged.list(DIR)).isEqualTo(files.list(DIR));
    }
  }

  @Test
  void anyMissingSegmentIsFoundAlsoTheOldest() throws IOException {
    LogWitness witness = filled().witness();
    assertThat(witness.segment()).isGreaterThan(2);
    for (long id = 1; id <= witness.segment(); id++) {
      FaultFiles damaged = files.copy();
      damaged.delete(segment(id));
      assertThatThrownBy(() -> open(damaged, witness)).isInstanceOf(LogException.class);
      assertThat(damaged.list(DIR)).hasSize(files.list(DIR).size() - 1);
    }
  }

  @Test
  void aMissingDescriptionIsFound() throws IOException {
    SharedLog log = filled();
    files.delete(DIR.resolve(LogFile.NAME));
    assertThatThrownBy(() -> open(files, log.witness())).isInstanceOf(LogException.class);
    assertThatThrownBy(() -> open(files, null)).isInstanceOf(LogCorruptionException.class);
  }

  @Test
  void segmentsThatWerePurgedAreNotMissed() throws IOException {
    SharedLog log = filled();
    log.append(new LogBatch().truncatePrefix(1, 35, 1));
    log.purge();
    assertThat(files.list(DIR)).doesNotContain(segment(1).getFileName().toString());
    assertThat(all(open(files, log.witness()), 1)).isEqualTo(entries(36, 1, 1, 300));
  }

  /** Whatever dies whenever: what was known to be durable is there afterwards. */
  @Test
  void noCrashMakesALogLookLost() throws Exception {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FaultFiles disk = new FaultFiles();
      LogWitness known = null;
      long last = 0;
      for (int life = 0; life < 6; life++) {
        disk.cutPowerAt(disk.operations() + random.nextInt(80));
        try {
          SharedLog log = open(disk, known);
          known = log.witness();
          while (true) {
            last = log.storage(1).lastIndex();
            log.append(new LogBatch().append(1, entries(last + 1, 2, 1, 700)));
            if (random.nextBoolean()) {
              known = log.witness();
            }
            if (last > 8 && random.nextInt(4) == 0) {
              log.append(new LogBatch().truncatePrefix(1, last - 1, 1));
              log.purge();
            }
          }
        } catch (FaultFiles.PowerCut cut) {
          disk.powerCut(random);
        }
      }
      disk.cutPowerAt(Long.MAX_VALUE);
      assertThat(open(disk, known).storage(1).lastIndex()).isGreaterThanOrEqualTo(last);
    }
  }
}
