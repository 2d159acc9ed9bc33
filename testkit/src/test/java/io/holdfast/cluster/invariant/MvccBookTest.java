package io.holdfast.cluster.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.Family;
import io.holdfast.protocol.wire.internal.Modification;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The book of versions notices what a store or client does wrong, and nothing else. */
class MvccBookTest {
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Bytes ENCODED = MvccKeys.encode(KEY);

  private final MvccBook book = new MvccBook();

  private static Lock lock(long startTs, String value) {
    return new Lock(Lock.Type.PUT, KEY, startTs, 3_000, 0, 1, startTs + 1, Bytes.utf8(value));
  }

  private static Modification put(Family family, Bytes key, Bytes value) {
    return Modification.newBuilder()
        .setOp(Modification.Op.PUT)
        .setFamily(family)
        .setKey(ProtoBytes.toWire(key))
        .setValue(ProtoBytes.toWire(value))
        .build();
  }

  private void effect(Modification... changes) {
    RaftCommand.Builder command = RaftCommand.newBuilder();
    command.getWriteBuilder().addAllModifications(List.of(changes));
    book.effect(command.build());
  }

  private void locked(long startTs, String value) {
    effect(put(Family.LOCK, ENCODED, lock(startTs, value).encode()));
  }

  private static Modification unlocked() {
    return Modification.newBuilder()
        .setOp(Modification.Op.DELETE)
        .setFamily(Family.LOCK)
        .setKey(ProtoBytes.toWire(ENCODED))
        .build();
  }

  private static Modification record(long ts, Write write) {
    return put(Family.WRITE, MvccKeys.versioned(ENCODED, ts), write.encode());
  }

  private void committed(long startTs, long commitTs, String value) {
    locked(startTs, value);
    effect(record(commitTs, Write.committed(lock(startTs, value), false)), unlocked());
  }

  @Test
  void aReaderSeesWhatIsCommittedAtItsTimestampAndNothingElse() {
    committed(10, 20, "a");
    committed(30, 40, "b");
    ReadBook reads = book.reads();
    reads.told(KEY, 19, null, List.of());
    reads.told(KEY, 20, Bytes.utf8("a"), List.of());
    reads.told(KEY, 20, null, List.of(10L));
    reads.toldAll(KeyRange.ALL, 50, Map.of(KEY, Bytes.utf8("b")), false, List.of());
    assertThat(reads.reads()).isEqualTo(4);
    assertThatThrownBy(() -> reads.told(KEY, 45, Bytes.utf8("a"), List.of()))
        .hasMessageContaining("V14 a read does not show what is committed");
    assertThatThrownBy(() -> reads.toldAll(KeyRange.ALL, 50, Map.of(), true, List.of()))
        .hasMessageContaining("V14 a read does not show what is committed");
  }

  @Test
  void nobodyCommitsBelowWhatAReaderWasTold() {
    locked(10, "a");
    book.reads().told(KEY, 30, null, List.of());
    Modification commit = record(25, Write.committed(lock(10, "a"), false));
    assertThatThrownBy(() -> effect(commit, unlocked()))
        .hasMessageContaining("TXN-5 a commit below what a reader was told");
  }

  @Test
  void aScanForbidsCommitsBelowItInAllOfItsRange() {
    locked(10, "a");
    book.reads()
        .toldAll(new KeyRange(Bytes.utf8("a"), Bytes.utf8("z")), 30, Map.of(), false, List.of());
    Modification commit = record(25, Write.committed(lock(10, "a"), false));
    assertThatThrownBy(() -> effect(commit, unlocked()))
        .hasMessageContaining("TXN-5 a commit below what a reader was told");
  }

  private static final Lock DELETES = new Lock(Lock.Type.DELETE, KEY, 30, 3_000, 0, 1, 31, null);

  /** A reader sees what is applied a turn before the books do. */
  @Test
  void aDeletionMayBeSeenBeforeTheBooksHearOfItAndMustThenBeCommitted() {
    committed(10, 20, "a");
    assertThatThrownBy(() -> book.reads().told(KEY, 50, null, List.of()))
        .as("nobody deletes it")
        .hasMessageContaining("V14 a read does not show what is committed");

    effect(put(Family.LOCK, ENCODED, DELETES.encode()));
    book.reads().told(KEY, 50, null, List.of());
    effect(record(40, Write.committed(DELETES, false)), unlocked());
    book.reads().told(KEY, 60, null, List.of());
  }

  @Test
  void aDeletionThatWasSeenIsNotRolledBack() {
    committed(10, 20, "a");
    effect(put(Family.LOCK, ENCODED, DELETES.encode()));
    book.reads().told(KEY, 50, null, List.of());
    assertThatThrownBy(() -> effect(record(30, Write.rollback(30)), unlocked()))
        .hasMessageContaining("V14 a read has shown what was rolled back");
  }

  @Test
  void whoHasEndedAtAKeyNeverLocksItAgain() {
    committed(10, 20, "a");
    assertThatThrownBy(() -> locked(10, "a"))
        .hasMessageContaining("TXN-2 a transaction locks again where it has ended");
  }

  @Test
  void aLockLeavesARecordOfTheSame() {
    locked(10, "a");
    assertThatThrownBy(() -> effect(unlocked()))
        .hasMessageContaining("TXN-2 a lock goes without a record");
    locked(12, "a");
    Modification other = record(20, Write.committed(lock(12, "b"), false));
    assertThatThrownBy(() -> effect(other, unlocked()))
        .hasMessageContaining("TXN-1 a commit of what was not locked");
  }

  @Test
  void aLivingLockIsRolledBackByItsOwnerOnly() {
    long second = 1_000L << 18;
    locked(10 * second, "a");
    effect(record(10 * second, Write.rollback(10 * second)), unlocked());
    book.expired(10 * second, 14 * second);
    assertThatThrownBy(() -> book.expired(10 * second, 12 * second))
        .hasMessageContaining("TXN-8 a living lock is rolled back by another");
  }

  @Test
  void aMarkOfARollbackAtTheTimeOfACommitIsNoSecondCommit() {
    committed(10, 20, "a");
    effect(record(20, Write.committed(lock(10, "a"), true)));
    assertThatThrownBy(() -> locked(20, "b"))
        .hasMessageContaining("TXN-2 a transaction locks again where it has ended");
  }
}
