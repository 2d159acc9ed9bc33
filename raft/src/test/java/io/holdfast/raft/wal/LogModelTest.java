package io.holdfast.raft.wal;

import static io.holdfast.raft.wal.SharedLogTest.DIR;
import static io.holdfast.raft.wal.SharedLogTest.STAMP;
import static io.holdfast.raft.wal.SharedLogTest.all;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.HardState;
import io.holdfast.runtime.base.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random histories against a model that is a map of lists, with crashes in every operation. */
class LogModelTest {
  private static final int GROUPS = 5;

  /** What one group holds. */
  private record Group(long base, long baseTerm, List<Entry> entries, HardState state) {
    long last() {
      return base + entries.size();
    }
  }

  private static Group groupOf(Map<Long, Group> model, long id) {
    return model.getOrDefault(id, new Group(0, 0, List.of(), HardState.INITIAL));
  }

  /** Applies a random change to the model and adds it to the batch. */
  private static void change(SplittableRandom random, Map<Long, Group> model, LogBatch batch) {
    long id = 1L + random.nextInt(GROUPS);
    Group group = groupOf(model, id);
    switch (random.nextInt(12)) {
      case 0 -> {
        model.remove(id);
        batch.remove(id);
      }
      case 1 -> {
        long index = group.base() + random.nextInt(20);
        model.put(id, new Group(index, 3, List.of(), group.state()));
        batch.reset(id, index, 3);
      }
      case 2, 3, 4 -> {
        int gone = random.nextInt(group.entries().size() + 1);
        if (gone > 0) {
          long term = group.entries().get(gone - 1).term();
          List<Entry> rest = group.entries().subList(gone, group.entries().size());
          model.put(id, new Group(group.base() + gone, term, List.copyOf(rest), group.state()));
          batch.truncatePrefix(id, group.base() + gone, term);
        }
      }
      case 5 -> {
        HardState state = new HardState(1 + random.nextInt(9), random.nextInt(3), group.last());
        model.put(id, new Group(group.base(), group.baseTerm(), group.entries(), state));
        batch.hardState(id, state);
      }
      default -> {
        int kept = group.entries().size();
        if (random.nextInt(4) == 0) {
          kept = random.nextInt(kept + 1); // Overwrites a conflicting tail.
        }
        List<Entry> all = new ArrayList<>(group.entries().subList(0, kept));
        List<Entry> more = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
          byte[] data = new byte[random.nextInt(120)];
          random.nextBytes(data);
          more.add(
              new Entry(
                  group.base() + kept + 1 + i,
                  1 + random.nextInt(9),
                  random.nextInt(9) == 0 ? EntryKind.CONF_CHANGE : EntryKind.NORMAL,
                  Bytes.wrap(data)));
        }
        all.addAll(more);
        model.put(id, new Group(group.base(), group.baseTerm(), all, group.state()));
        batch.append(id, more);
      }
    }
  }

  private static LogBatch batch(SplittableRandom random, Map<Long, Group> model) {
    LogBatch batch = new LogBatch();
    for (int i = random.nextInt(6); i >= 0; i--) {
      change(random, model, batch);
    }
    return batch;
  }

  private static boolean matches(SharedLog log, Map<Long, Group> model) {
    for (long id = 1; id <= GROUPS; id++) {
      Group group = groupOf(model, id);
      if (!log.hardState(id).equals(group.state())
          || log.storage(id).lastIndex() != group.last()
          || log.storage(id).firstIndex() != group.base() + 1
          || log.storage(id).term(group.base()) != group.baseTerm()
          || !all(log, id).equals(group.entries())
          || !costsAddUp(log, id, group)) {
        return false;
      }
    }
    return true;
  }

  private static boolean costsAddUp(SharedLog log, long id, Group group) {
    long cost = 0;
    for (int i = group.entries().size() - 1; i >= 0; i--) {
      cost += RecordCodec.entryBytes(group.entries().get(i)) + Slot.MEMORY_BYTES;
      if (log.costAfter(id, group.base() + i) != cost) {
        return false;
      }
    }
    return log.costAfter(id, 0) == cost && log.costAfter(id, group.last()) == 0;
  }

  private static LogOptions options(SplittableRandom random) {
    // Frames large enough for a batch, so that a batch is all or nothing and the model simple.
    return new LogOptions(
            300 + random.nextInt(3000),
            random.nextInt(2) * 2000L,
            1 << 20,
            200 + random.nextInt(800))
        .withAhead(random.nextInt(3) * 600L, random.nextInt(3));
  }

  @Test
  void theLogIsWhatTheModelSaysAfterEveryStepAndEveryReopen() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FaultFiles files = new FaultFiles();
      LogOptions options = options(random);
      TreeMap<Long, Group> model = new TreeMap<>();
      SharedLog log = SharedLog.open(files, DIR, STAMP, options);
      for (int step = 0; step < 60; step++) {
        int what = random.nextInt(10);
        if (what == 0) {
          log = SharedLog.open(files, DIR, STAMP, options);
        } else if (what == 1) {
          log.purge();
        } else {
          log.append(batch(random, model));
        }
        assertThat(matches(log, model)).as("seed " + seed + " step " + step).isTrue();
      }
    }
  }

  @Test
  void aCrashInAnyOperationLeavesTheModelOfBeforeOrAfterTheLastBatch() throws Exception {
    long crashes = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(1000 + seed);
      FaultFiles files = new FaultFiles();
      LogOptions options = options(random);
      TreeMap<Long, Group> before = new TreeMap<>();
      TreeMap<Long, Group> after = new TreeMap<>();
      for (int life = 0; life < 5; life++) {
        files.cutPowerAt(files.operations() + random.nextInt(60));
        try {
          SharedLog log = SharedLog.open(files, DIR, STAMP, options);
          boolean isAfter = matches(log, after);
          assertThat(isAfter || matches(log, before)).as("seed " + seed + " life " + life).isTrue();
          before = new TreeMap<>(isAfter ? after : before);
          after = new TreeMap<>(before);
          for (int step = 0; step < 40; step++) {
            if (random.nextInt(4) == 0) {
              log.purge();
            } else {
              LogBatch batch = batch(random, after);
              log.append(batch);
              before = new TreeMap<>(after);
            }
          }
        } catch (FaultFiles.PowerCut cut) {
          crashes++;
        }
        if (random.nextInt(3) == 0) {
          files.kill();
        } else {
          files.powerCut(random);
        }
      }
    }
    assertThat(crashes).isGreaterThan(500);
  }

  @Test
  void aPowerCutAtEveryStepOfAPurgeLosesNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(77);
    LogOptions options = new LogOptions(600, 0, 1 << 20, 300).withAhead(400, 2);
    FaultFiles files = new FaultFiles();
    TreeMap<Long, Group> model = new TreeMap<>();
    SharedLog log = SharedLog.open(files, DIR, STAMP, options);
    for (int i = 0; i < 60; i++) {
      log.append(batch(random, model));
    }
    FaultFiles whole = files.copy();
    SharedLog.open(whole, DIR, STAMP, options).purge();
    long steps = whole.operations();
    assertThat(whole.list(DIR).size()).isLessThan(files.list(DIR).size());
    for (int step = 0; step < steps; step++) {
      for (int seed = 0; seed < 2; seed++) {
        FaultFiles disk = files.copy();
        disk.cutPowerAt(step);
        try {
          SharedLog.open(disk, DIR, STAMP, options).purge();
        } catch (FaultFiles.PowerCut cut) {
          // As asked.
        }
        disk.powerCut(new SplittableRandom(seed));
        assertThat(matches(SharedLog.open(disk, DIR, STAMP, options), model))
            .as("step " + step + " seed " + seed)
            .isTrue();
      }
    }
  }

  @Test
  void batchesInFlightMayBeStagedBeforeTheirPredecessorsAreWritten() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(5000 + seed);
      FaultFiles files = new FaultFiles();
      LogOptions options = options(random);
      TreeMap<Long, Group> model = new TreeMap<>();
      SharedLog log = SharedLog.open(files, DIR, STAMP, options);
      List<StagedBatch> staged = new ArrayList<>();
      List<StagedBatch> written = new ArrayList<>();
      for (int step = 0; step < 80; step++) {
        switch (random.nextInt(4)) {
          case 0 -> {
            if (!staged.isEmpty()) {
              log.write(staged);
              written.addAll(staged);
              staged.clear();
            }
          }
          case 1 -> {
            written.forEach(log::complete);
            written.clear();
          }
          default -> staged.add(log.stage(batch(random, model)));
        }
        assertThat(matches(log, model)).as("seed " + seed + " step " + step).isTrue();
      }
      if (!staged.isEmpty()) {
        log.write(staged);
      }
      assertThat(matches(SharedLog.open(files, DIR, STAMP, options), model)).isTrue();
    }
  }

  @Test
  void oneGroupThatLagsDoesNotKeepTheDiskFromShrinking() throws IOException {
    FaultFiles files = new FaultFiles();
    LogOptions options = new LogOptions(10_000, 0, 1 << 20, 4_000);
    SharedLog log = SharedLog.open(files, DIR, STAMP, options);
    List<Entry> kept =
        SharedLogTest.entries(1, 60, 1, 200); // More than a segment, and never freed.
    log.append(new LogBatch().append(1, kept).hardState(1, new HardState(1, 1, 1)));
    long diskMax = 0;
    for (int i = 1; i <= 300; i++) {
      log.append(
          new LogBatch()
              .append(2, SharedLogTest.entries(3L * i - 2, 3, 1, 300))
              .hardState(2, new HardState(1, 1, 3L * i)));
      log.append(new LogBatch().truncatePrefix(2, 3L * i - 1, 1));
      log.purge();
      diskMax = Math.max(diskMax, log.diskBytes());
    }
    long onDisk = 0;
    for (String name : files.list(DIR)) {
      onDisk += name.equals(LogFile.NAME) ? 0 : files.content(DIR.resolve(name)).length;
    }
    assertThat(onDisk).isEqualTo(log.diskBytes());
    assertThat(diskMax).isLessThan(6 * 10_000L); // 300,000 were written.
    assertThat(log.counters().purgedSegments()).isGreaterThan(20);
    assertThat(log.counters().rewrittenEntries()).isGreaterThanOrEqualTo(60);
    SharedLog again = SharedLog.open(files, DIR, STAMP, options);
    assertThat(all(again, 1)).isEqualTo(kept);
    assertThat(again.hardState(1)).isEqualTo(new HardState(1, 1, 1));
    assertThat(again.storage(2).firstIndex()).isEqualTo(900);
  }
}
