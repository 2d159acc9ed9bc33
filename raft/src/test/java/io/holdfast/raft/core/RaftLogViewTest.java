package io.holdfast.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is durable, and what only looks so. */
final class RaftLogViewTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final PersistQueue outstanding = new PersistQueue();
  private final TestDisk disk = new TestDisk(0, 0);
  private final RaftLogView log = new RaftLogView(disk, outstanding, 0, 0);

  private static List<Entry> entries(long from, long to, long term) {
    List<Entry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(new Entry(index, term, EntryKind.NORMAL, Bytes.utf8(index + "@" + term)));
    }
    return entries;
  }

  /** Takes what is new into a Ready that begins to be written. */
  private long write() {
    SnapshotMeta snapshot = log.takeSnapshot();
    List<Entry> taken = log.takeNewEntries();
    long number = outstanding.nextNumber();
    HardState hardState = new HardState(1, 0, 0);
    outstanding.add(
        new PersistQueue.Pending(
            number,
            hardState,
            snapshot,
            taken.isEmpty() ? 0 : taken.get(taken.size() - 1).index()));
    disk.submit(
        new Ready(
            number, hardState, taken, List.of(), List.of(), List.of(), List.of(), snapshot, null));
    return number;
  }

  private void durable(long number) {
    disk.complete();
    PersistQueue.Pending done = outstanding.poll(number);
    while (done != null) {
      log.persisted(done);
      done = outstanding.poll(number);
    }
    log.checkInvariants();
  }

  @Test
  void anEntryOverwrittenWhileItsWriteIsOnTheWayIsNotDurableWhenThatWriteEnds() {
    log.accept(entries(1, 5, 1));
    long first = write();
    log.accept(entries(3, 4, 2));
    long second = write();
    durable(first);
    assertThat(log.durable()).isEqualTo(2);
    durable(second);
    assertThat(log.durable()).isEqualTo(4);
  }

  @Test
  void anEntryThatIsOverwrittenAndComesBackIsDurableOnlyWithItsLastWrite() {
    // (3, 1) is written, replaced by (3, 2), and written again: the same index and term twice.
    log.accept(entries(1, 3, 1));
    long first = write();
    log.accept(entries(3, 3, 2));
    long second = write();
    log.accept(entries(3, 3, 1));
    long third = write();
    durable(first);
    assertThat(log.durable()).isEqualTo(2);
    durable(second);
    assertThat(log.durable()).isEqualTo(2);
    durable(third);
    assertThat(log.durable()).isEqualTo(3);
    assertThat(log.term(3)).isEqualTo(1);
  }

  @Test
  void committedEntriesAreHandedOutOnlyWhenDurable() {
    log.accept(entries(1, 4, 1));
    log.commitTo(3);
    assertThat(log.takeCommitted(NO_LIMIT, NO_LIMIT)).isEmpty();
    long first = write();
    durable(first);
    assertThat(log.takeCommitted(NO_LIMIT, NO_LIMIT)).hasSize(3);
    assertThat(log.takeCommitted(NO_LIMIT, NO_LIMIT)).isEmpty();
  }

  @Test
  void committedEntriesAreHandedOutInPortionsAndNotTooFarAheadOfApplying() {
    log.accept(entries(1, 10, 1));
    log.commitTo(10);
    durable(write());
    int size = entries(1, 1, 1).get(0).sizeBytes();
    assertThat(log.takeCommitted(2L * size, 3L * size)).hasSize(2);
    assertThat(log.takeCommitted(2L * size, 3L * size)).hasSize(2);
    assertThat(log.takeCommitted(2L * size, 3L * size)).isEmpty();
    log.appliedTo(2);
    assertThat(log.takeCommitted(2L * size, 3L * size)).hasSize(2);
  }

  @Test
  void readsSpanWhatIsDurableAndWhatIsNot() {
    log.accept(entries(1, 3, 1));
    durable(write());
    log.accept(entries(4, 6, 1));
    assertThat(log.entries(2, 6, NO_LIMIT)).isEqualTo(entries(2, 5, 1));
    int size = entries(1, 1, 1).get(0).sizeBytes();
    assertThat(log.entries(2, 6, 1)).hasSize(1);
    assertThat(log.entries(2, 6, 3L * size)).hasSize(3);
  }

  @Test
  void aSnapshotReplacesEverythingAndIsDurableWithItsOwnWriteOnly() {
    log.accept(entries(1, 8, 1));
    long first = write();
    log.restore(new SnapshotMeta(5, 2, ConfState.of(List.of(1L), List.of())));
    assertThat(log.lastIndex()).isEqualTo(5);
    assertThat(log.term(5)).isEqualTo(2);
    assertThat(log.term(4)).isEqualTo(RaftLogView.UNKNOWN);
    long second = write();
    log.accept(entries(6, 6, 2));
    long third = write();
    durable(first);
    assertThat(log.durable()).isZero();
    assertThat(log.restoring()).isTrue();
    durable(second);
    assertThat(log.durable()).isEqualTo(5);
    assertThat(log.applied()).isEqualTo(5);
    durable(third);
    assertThat(log.durable()).isEqualTo(6);
  }

  @Test
  void whatIsCommittedCannotBeReplaced() {
    log.accept(entries(1, 3, 1));
    log.commitTo(2);
    assertThatThrownBy(() -> log.accept(entries(2, 2, 2))).isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> log.commitTo(4)).isInstanceOf(InvariantViolation.class);
  }

  @Test
  void aLogThatLostCommittedEntriesDoesNotStart() {
    assertThatThrownBy(() -> new RaftLogView(disk, new PersistQueue(), 1, 0))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(() -> new RaftLogView(new TestDisk(5, 1), new PersistQueue(), 5, 4))
        .isInstanceOf(InvariantViolation.class);
  }

  @Test
  void theHintSkipsWholeTerms() {
    log.accept(entries(1, 2, 1));
    log.accept(entries(3, 6, 3));
    assertThat(log.lastIndexNotAfterTerm(5, 2)).isEqualTo(2);
    assertThat(log.lastIndexNotAfterTerm(9, 3)).isEqualTo(6);
    assertThat(log.lastIndexNotAfterTerm(4, 3)).isEqualTo(4);
  }
}
