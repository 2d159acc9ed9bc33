package io.holdfast.store.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.txn.command.BatchRollback;
import io.holdfast.store.txn.command.Commit;
import io.holdfast.store.txn.command.FindLocks;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.Mutation;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.Prewrite;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.TxnHeartBeat;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TxnSchedulerTest {
  private static final Bytes A = Bytes.utf8("a");

  private final HandMadeRegion region = new HandMadeRegion(1);
  private final TxnScheduler scheduler = new TxnScheduler(new InlineLoop());
  private final List<String> log = new ArrayList<>();

  @AfterEach
  void nothingIsLeftBehind() {
    assertThat(scheduler.inFlight()).isZero();
    assertThat(scheduler.busySlots()).isZero();
    region.close();
  }

  private <R> void submit(String name, WriteCommand<R> command) {
    scheduler.submit(region, command, completion(name));
  }

  private <R> Completion<R> completion(String name) {
    return new Completion<>() {
      @Override
      public void onResponse(R response) {
        log.add(name + " " + response);
      }

      @Override
      public void onRefused(RegionError error) {
        log.add(name + " refused " + error.kind());
      }
    };
  }

  private static WriteCommand<Prewrite.Response> prewrite(long startTs, Bytes... keys) {
    List<Mutation> mutations = new ArrayList<>();
    for (Bytes key : keys) {
      mutations.add(new Mutation(Mutation.Op.PUT, key, Bytes.utf8("v" + startTs)));
    }
    return new Prewrite(
        new Prewrite.Request(mutations, keys[0], startTs, 1000, keys.length, 0, false));
  }

  private static WriteCommand<Commit.Response> commit(long startTs, long commitTs) {
    return new Commit(new Commit.Request(List.of(A), startTs, commitTs));
  }

  @Test
  void anAnswerComesWithTheApplyNotWithTheProposal() {
    submit("p", prewrite(1, A));
    assertThat(log).isEmpty();
    assertThat(scheduler.inFlight()).isEqualTo(1);
    region.step();
    assertThat(log).hasSize(1);
  }

  @Test
  void aSecondCommandOnTheKeyTakesItsSnapshotAfterTheFirstIsApplied() {
    submit("first", prewrite(1, A));
    submit("second", prewrite(2, A));
    assertThat(region.snapshots).isEqualTo(1);
    region.step();
    assertThat(region.snapshots).isEqualTo(2);
    region.drain();
    assertThat(log.get(0)).startsWith("first").contains("errors=[]");
    assertThat(log.get(1)).startsWith("second").contains("Locked");
  }

  @Test
  void commandsOnOtherKeysDoNotWait() {
    submit("a", prewrite(1, A));
    submit("b", prewrite(1, Bytes.utf8("b")));
    assertThat(region.proposals).isEqualTo(2);
    region.drain();
  }

  @Test
  void aWriteSetIsProposedInTheTermOfItsSnapshot() {
    submit("p", prewrite(1, A));
    region.term++; // Lost and regained leadership in between.
    region.step();
    assertThat(log).containsExactly("p refused STALE_COMMAND");
    submit("again", prewrite(1, A));
    region.drain();
    assertThat(log.get(1)).contains("errors=[]");
  }

  @Test
  void aRefusedSnapshotReleasesTheKey() {
    region.refusal = new RegionError.NotLeader(1, null);
    submit("p", prewrite(1, A));
    assertThat(log).containsExactly("p refused NOT_LEADER");
  }

  @Test
  void anAnswerThatIsAReadIsConfirmedFirst() {
    Mutation check = new Mutation(Mutation.Op.CHECK_NOT_EXISTS, A, Bytes.EMPTY);
    submit("check", new Prewrite(new Prewrite.Request(List.of(check), A, 1, 1000, 1, 0, false)));
    assertThat(region.confirmations).isEqualTo(1);
    assertThat(log).isEmpty();
    region.term++;
    region.step();
    assertThat(log).containsExactly("check refused NOT_LEADER");
  }

  @Test
  void anAnswerThatStaysTrueIsGivenAtOnce() {
    submit("c", commit(1, 2));
    assertThat(log).hasSize(1);
    assertThat(region.confirmations + region.proposals).isZero();
  }

  @Test
  void aKeyOutsideTheRegionIsRefused() {
    region.range = new KeyRange(MvccKeys.encode(Bytes.utf8("b")), Bytes.EMPTY);
    submit("p", prewrite(1, A));
    assertThat(log).containsExactly("p refused EPOCH_NOT_MATCH");
  }

  @Test
  void moreCommandsThanTheBoundAreRefusedAsBusy() {
    TxnScheduler narrow = new TxnScheduler(new InlineLoop(), 1);
    narrow.submit(region, prewrite(1, A), completion("first"));
    narrow.submit(region, prewrite(1, Bytes.utf8("b")), completion("second"));
    assertThat(log).containsExactly("second refused SERVER_IS_BUSY");
    region.drain();
    narrow.submit(region, commit(1, 2), completion("third"));
    region.drain();
    assertThat(log).hasSize(3);
  }

  @Test
  void aRegionThatAnswersNothingLeavesRoomForTheOthers() {
    TxnScheduler narrow = new TxnScheduler(new InlineLoop(), 8);
    for (int i = 0; i < 20; i++) {
      narrow.submit(region, prewrite(1, Bytes.utf8("k" + i)), completion("stuck" + i));
    }
    assertThat(narrow.inFlight()).isEqualTo(4);
    assertThat(log).hasSize(16).allMatch(line -> line.endsWith("refused SERVER_IS_BUSY"));
    try (HandMadeRegion healthy = new HandMadeRegion(2)) {
      narrow.submit(healthy, prewrite(1, A), completion("other"));
      healthy.drain();
      assertThat(log.get(16)).startsWith("other").contains("errors=[]");
    }
    region.drain();
  }

  @Test
  void keysOfTwoRegionsNeverWaitForEachOther() {
    submit("parent", prewrite(1, A)); // Behind a split: the same key, and dead by its version.
    try (HandMadeRegion child = new HandMadeRegion(2)) {
      scheduler.submit(child, prewrite(2, A), completion("child"));
      child.drain();
      assertThat(log).singleElement().asString().startsWith("child").contains("errors=[]");
    }
    region.drain();
  }

  @Test
  void aDeposedLeaderHoldsNothingButStillTellsTheEnd() {
    submit("undecided", prewrite(1, A));
    submit("behind it", prewrite(2, A));
    region.loseLeadership();
    assertThat(log).containsExactly("behind it refused NOT_LEADER");
    assertThat(scheduler.inFlight()).isZero();
    assertThat(scheduler.busySlots()).isZero();
    region.step();
    assertThat(log.get(1)).startsWith("undecided").contains("errors=[]");
  }

  @Test
  void manyCommandsThatWaitForOneKeyAreAnsweredInTurn() {
    submit("first", prewrite(1, A));
    int ofOneRegion = TxnScheduler.COMMANDS_MAX / 2;
    for (int i = 2; i <= ofOneRegion; i++) {
      submit("other" + i, prewrite(i, A));
    }
    region.drain();
    assertThat(log).hasSize(ofOneRegion);
    assertThat(log.get(1)).startsWith("other2 ").contains("Locked");
  }

  @Test
  void oneOfTwoConcurrentHeartBeatsSeesTheOther() {
    submit("p", prewrite(1, A));
    region.drain();
    submit("long", new TxnHeartBeat(new TxnHeartBeat.Request(A, 1, 9000)));
    submit("short", new TxnHeartBeat(new TxnHeartBeat.Request(A, 1, 5000)));
    region.drain();
    assertThat(log.get(1)).startsWith("long").contains("9000");
    assertThat(log.get(2)).startsWith("short").contains("9000");
  }

  private static void search(
      RegionSnapshot snapshot,
      ReadCommand<FindLocks.Response> command,
      Completion<FindLocks.Response> completion) {
    FindLocks.Response found;
    try (snapshot) {
      found = command.process(snapshot.engine(), snapshot.range());
    }
    completion.onResponse(found);
  }

  @Test
  void aWholeRegionIsResolvedInBatches() {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < FindLocks.BATCH_MAX + 10; i++) {
      keys.add(Bytes.utf8(String.format("k%04d", i)));
    }
    submit("p", prewrite(1, keys.toArray(Bytes[]::new)));
    region.drain();
    TreeMap<Long, Long> fates = new TreeMap<>();
    fates.put(1L, 5L);
    RegionResolution.start(
        scheduler,
        TxnSchedulerTest::search,
        new PercolatorCommands(),
        region,
        fates,
        this.<Outcome>completion("resolve"));
    region.drain();
    assertThat(log.get(1)).isEqualTo("resolve Outcome[error=null]");
    for (Bytes key : List.of(keys.get(0), keys.get(keys.size() - 1))) {
      Get get = new Get(new Get.Request(key, ReadView.at(9)));
      assertThat(get.process(region.engine, KeyRange.ALL).value()).isEqualTo(Bytes.utf8("v1"));
    }
    assertThat(region.proposals).isEqualTo(3);
  }

  @Test
  void resolvingARegionWithoutSuchLocksIsARead() {
    TreeMap<Long, Long> fates = new TreeMap<>();
    fates.put(1L, 0L);
    RegionResolution.start(
        scheduler,
        TxnSchedulerTest::search,
        new PercolatorCommands(),
        region,
        fates,
        this.<Outcome>completion("resolve"));
    assertThat(region.confirmations).isEqualTo(1);
    region.drain();
    assertThat(log).containsExactly("resolve Outcome[error=null]");
  }

  @Test
  void aRepeatedRollbackAnswersWithoutProposing() {
    WriteCommand<Outcome> rollback = new BatchRollback(new BatchRollback.Request(List.of(A), 1));
    submit("one", rollback);
    region.drain();
    submit("two", rollback);
    assertThat(log).hasSize(2);
    assertThat(region.proposals).isEqualTo(1);
  }

  @Test
  void maxTimestampRisesAndIgnoresTheGreatest() {
    MaxTimestamp max = new MaxTimestamp(); // M1, M2, M7: raised by reads, never by a stranger.
    max.raise(5);
    max.raise(3);
    max.raise(MvccKeys.TS_MAX);
    assertThat(max.get()).isEqualTo(5);
  }
}
