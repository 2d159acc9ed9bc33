package io.holdfast.store.txn.command;

import static io.holdfast.store.txn.command.CommandStore.k;
import static io.holdfast.store.txn.command.CommandStore.putOf;
import static io.holdfast.store.txn.command.CommandStore.ts;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.mvcc.ReadView.Isolation;
import io.holdfast.store.read.task.PageLimit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReadTest {
  private final CommandStore store =
      new CommandStore(new PercolatorCommands(), CommandStore.range("b", "y"));

  @BeforeEach
  void fill() {
    for (String key : List.of("b", "c", "d", "e")) {
      store.prewrite(ts(10), putOf(key, key + "1"));
      store.commit(ts(10), ts(11), key);
    }
    store.prewrite(ts(20), putOf("c", "c2"));
    store.commit(ts(20), ts(21), "c");
    store.prewrite(ts(20), new Mutation(Mutation.Op.DELETE, k("d"), Bytes.EMPTY));
    store.commit(ts(20), ts(21), "d");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static List<String> texts(List<ReadPair> pairs) {
    return pairs.stream()
        .map(p -> p.key().toUtf8() + "=" + (p.value() == null ? "locked" : p.value().toUtf8()))
        .toList();
  }

  @Test
  void aReadSeesTheNewestCommitAtOrBelowIt() {
    assertThat(store.text("c", ts(11) - 1)).isEqualTo("absent");
    assertThat(store.text("c", ts(11))).isEqualTo("c1");
    assertThat(store.text("c", ts(21) - 1)).isEqualTo("c1");
    assertThat(store.text("c", ts(21))).isEqualTo("c2");
    assertThat(store.text("d", ts(20))).isEqualTo("d1");
    assertThat(store.text("d", MvccKeys.TS_MAX)).isEqualTo("absent");
  }

  @Test
  void aReadIsBlockedByOlderLocksOnly() {
    store.prewrite(ts(30), putOf("c", "c3"));
    assertThat(store.text("c", ts(30) - 1)).isEqualTo("c2");
    assertThat(store.text("c", ts(30) + 1)).isEqualTo("locked");
  }

  @Test
  void aReadAtTheGreatestTimestampIsBlockedByThePrimaryToo() {
    store.prewrite(ts(30), putOf("c", "c3"));
    assertThat(store.text("c", MvccKeys.TS_MAX)).isEqualTo("locked"); // Rule M8.
  }

  @Test
  void locksThatChangeNothingBlockNobody() {
    store.prewrite(ts(30), new Mutation(Mutation.Op.LOCK, k("c"), Bytes.EMPTY));
    assertThat(store.text("c", ts(40))).isEqualTo("c2");
    store.commit(ts(30), ts(31), "c");
    assertThat(store.text("c", ts(40))).isEqualTo("c2");
  }

  @Test
  void resolvedLocksArePassedAndCommittedOnesReadThrough() {
    store.prewrite(ts(30), putOf("c", "c3"));
    assertThat(text(new ReadView(ts(40), Isolation.SNAPSHOT, List.of(ts(30)), List.of())))
        .isEqualTo("c2");
    assertThat(text(new ReadView(ts(40), Isolation.SNAPSHOT, List.of(), List.of(ts(30)))))
        .isEqualTo("c3");
    assertThat(text(new ReadView(ts(40), Isolation.SNAPSHOT, List.of(ts(29)), List.of(ts(31)))))
        .isEqualTo("locked");
    assertThat(text(new ReadView(ts(40), Isolation.READ_COMMITTED, List.of(), List.of())))
        .isEqualTo("c2");
  }

  private String text(ReadView view) {
    List<ReadPair> pairs =
        store
            .run(new BatchGet(new BatchGet.Request(List.of(k("c")), view, PageLimit.whole())))
            .pairs();
    List<ReadPair> scanned =
        store
            .run(
                new Scan(
                    new Scan.Request(k("c"), k("d"), 9, false, false, view, PageLimit.whole())))
            .pairs();
    assertThat(scanned).isEqualTo(pairs);
    return pairs.get(0).value() == null ? "locked" : pairs.get(0).value().toUtf8();
  }

  @Test
  void batchGetLeavesAbsentKeysOutAndReportsLocksPerKey() {
    store.prewrite(ts(30), putOf("e", "e3"));
    List<Bytes> keys = CommandStore.bytes("e", "x", "d", "c");
    assertThat(
            texts(
                store
                    .run(
                        new BatchGet(
                            new BatchGet.Request(keys, ReadView.at(ts(40)), PageLimit.whole())))
                    .pairs()))
        .containsExactly("e=locked", "c=c2");
  }

  @Test
  void aScanStopsAtTheEndOfTheRegionAndGoesOnBehindALock() {
    store.prewrite(ts(30), putOf("c", "c3"));
    store.prewrite(ts(30), putOf("cc", "new"));
    assertThat(texts(store.scan("", "", 100, false, ts(40))))
        .containsExactly("b=b1", "c=locked", "cc=locked", "e=e1");
    assertThat(texts(store.scan("", "", 100, true, ts(40))))
        .containsExactly("e=e1", "cc=locked", "c=locked", "b=b1");
    assertThat(texts(store.scan("a", "zz", 2, false, ts(15)))).containsExactly("b=b1", "c=c1");
    assertThat(texts(store.scan("c", "e", 100, true, ts(15)))).containsExactly("d=d1", "c=c1");
    assertThat(store.scan("e", "c", 100, false, ts(15))).isEmpty();
    assertThat(store.scan("z", "zz", 100, false, ts(15))).isEmpty();
  }

  @Test
  void aPageIsFullEvenIfLocksReadThroughTakeRowsAway() {
    store.prewrite(ts(30), new Mutation(Mutation.Op.DELETE, k("b"), Bytes.EMPTY), putOf("bb", "n"));
    ReadView view = new ReadView(ts(40), Isolation.SNAPSHOT, List.of(), List.of(ts(30)));
    Scan.Request up = new Scan.Request(k(""), k(""), 2, false, false, view, PageLimit.whole());
    assertThat(texts(store.run(new Scan(up)).pairs())).containsExactly("bb=n", "c=c2");
    store.resolve(ts(30), 0, "b", "bb");
    store.prewrite(ts(30) + 1, new Mutation(Mutation.Op.DELETE, k("e"), Bytes.EMPTY));
    ReadView below = new ReadView(ts(40), Isolation.SNAPSHOT, List.of(), List.of(ts(30) + 1));
    Scan.Request down = new Scan.Request(k(""), k(""), 2, false, true, below, PageLimit.whole());
    assertThat(texts(store.run(new Scan(down)).pairs())).containsExactly("c=c2", "b=b1");
  }

  @Test
  void aScanOfKeysAloneAnswersEmptyValues() {
    Scan.Request request =
        new Scan.Request(k("b"), k("d"), 9, true, false, ReadView.at(ts(40)), PageLimit.whole());
    assertThat(texts(store.run(new Scan(request)).pairs())).containsExactly("b=", "c=");
  }

  @Test
  void manyVersionsOfAKeyDoNotHideItsNeighbours() {
    for (int i = 0; i < 40; i++) {
      store.prewrite(ts(100 + 2 * i), putOf("c", "v" + i));
      store.commit(ts(100 + 2 * i), ts(101 + 2 * i), "c");
      store.rollback(ts(500 + i), "c");
    }
    assertThat(texts(store.scan("", "", 9, false, ts(111))))
        .containsExactly("b=b1", "c=v5", "e=e1");
    assertThat(texts(store.scan("", "", 9, true, ts(999))))
        .containsExactly("e=e1", "c=v39", "b=b1");
  }
}
