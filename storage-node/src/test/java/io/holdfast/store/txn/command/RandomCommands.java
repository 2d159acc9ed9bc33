package io.holdfast.store.txn.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Throws random commands of random transactions at a store and at {@link NaiveMvcc}: repeated,
 * late, out of order, contradicting each other, as a network and several resolvers would. Any
 * difference in an answer or in a read fails.
 */
final class RandomCommands {
  private static final int KEYS = 6;
  private static final int TXNS_KEPT = 8;

  private record Txn(long startTs, long commitTs, Bytes primary, List<Mutation> mutations) {
    List<Bytes> keys() {
      return mutations.stream().map(Mutation::key).toList();
    }
  }

  private final SplittableRandom random;
  private final CommandStore store;
  private final TxnCommands commands;
  private final NaiveMvcc model = new NaiveMvcc();
  private final List<Txn> txns = new ArrayList<>();
  private final TreeSet<Long> commitTimestamps = new TreeSet<>();
  private long nowMillis = 1;

  RandomCommands(long seed, TxnCommands commands) {
    this(seed, commands, new CommandStore(commands, KeyRange.ALL));
  }

  RandomCommands(long seed, TxnCommands commands, CommandStore store) {
    this.random = new SplittableRandom(seed);
    this.commands = commands;
    this.store = store;
  }

  void run(int steps) {
    try (store) {
      for (int step = 0; step < steps; step++) {
        step(step);
        compareSomeReads(step);
      }
      compareAllReads();
      assertThat(store.openHandles()).isZero();
    }
  }

  private Bytes key() {
    int i = random.nextInt(KEYS);
    // Prefixes of one another, multiples of the group length, and the empty key.
    return Bytes.utf8("aaaaaaaabbbbbbbbc".substring(0, i * 17 / (KEYS - 1)));
  }

  private Mutation mutation(Bytes key) {
    Mutation.Op op =
        switch (random.nextInt(12)) {
          case 0, 1 -> Mutation.Op.DELETE;
          case 2 -> Mutation.Op.LOCK;
          case 3 -> Mutation.Op.INSERT;
          case 4 -> Mutation.Op.CHECK_NOT_EXISTS;
          default -> Mutation.Op.PUT;
        };
    boolean hasValue = op == Mutation.Op.PUT || op == Mutation.Op.INSERT;
    byte[] value = new byte[hasValue ? random.nextInt(4) == 0 ? 300 : random.nextInt(5) : 0];
    random.nextBytes(value);
    return new Mutation(op, key, Bytes.wrap(value));
  }

  private long freshTs() {
    nowMillis += random.nextInt(4) == 0 ? 3 : 1;
    return CommandStore.ts(nowMillis);
  }

  private Txn begin() {
    long startTs = freshTs();
    long commitTs = CommandStore.ts(nowMillis + 1 + random.nextInt(6));
    // Different transactions may meet at one timestamp as start and as commit, never as commits.
    while (!commitTimestamps.add(commitTs)) {
      commitTs += CommandStore.ts(1);
    }
    TreeSet<Bytes> keys = new TreeSet<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      keys.add(key());
    }
    List<Mutation> mutations = keys.stream().map(this::mutation).toList();
    Txn txn = new Txn(startTs, commitTs, mutations.get(0).key(), mutations);
    txns.add(txn);
    if (txns.size() > TXNS_KEPT) {
      txns.remove(random.nextInt(TXNS_KEPT));
    }
    return txn;
  }

  private List<Bytes> someKeys(Txn txn) {
    List<Bytes> keys = txn.keys();
    return random.nextBoolean() ? keys : List.of(keys.get(random.nextInt(keys.size())));
  }

  private void step(int step) {
    boolean fresh = txns.isEmpty() || random.nextInt(5) == 0;
    Txn txn = fresh ? begin() : txns.get(random.nextInt(txns.size()));
    int what = fresh ? 0 : random.nextInt(16);
    String at = "step " + step + " start_ts " + txn.startTs + " command " + what;
    switch (what) {
      case 0, 1, 2, 3 -> prewrite(at, txn);
      case 4, 5, 6, 7 -> commit(at, txn);
      case 8 -> rollback(at, txn);
      case 9 -> cleanup(at, txn);
      case 10, 11 -> status(at, txn);
      case 12 -> resolveKeys(txn);
      case 13 -> resolveRegion(txn);
      case 14 -> heartBeat(at, txn);
      default -> secondaries(at, txn);
    }
  }

  private void prewrite(String at, Txn txn) {
    List<Mutation> part =
        random.nextInt(3) == 0
            ? List.of(txn.mutations.get(random.nextInt(txn.mutations.size())))
            : txn.mutations;
    Prewrite.Request request =
        new Prewrite.Request(
            part,
            txn.primary,
            txn.startTs,
            CommandStore.TTL_MILLIS,
            part.size(),
            random.nextInt(4) == 0 ? 0 : txn.startTs + 1,
            false);
    String answer =
        store.run(commands.prewrite(request)).errors().stream()
            .map(e -> e.kind().toString())
            .toList()
            .toString();
    assertThat(answer).as(at).isEqualTo(model.prewrite(request));
  }

  private void commit(String at, Txn txn) {
    Commit.Request request = new Commit.Request(someKeys(txn), txn.startTs, txn.commitTs);
    TxnError error = store.run(commands.commit(request)).error();
    assertThat(error == null ? "ok" : error.kind().toString())
        .as(at)
        .isEqualTo(model.commit(request));
  }

  private void rollback(String at, Txn txn) {
    BatchRollback.Request request = new BatchRollback.Request(someKeys(txn), txn.startTs);
    TxnError error = store.run(commands.batchRollback(request)).error();
    assertThat(error == null ? "ok" : error.kind().toString())
        .as(at)
        .isEqualTo(model.rollback(request));
  }

  private void cleanup(String at, Txn txn) {
    Bytes key = txn.keys().get(random.nextInt(txn.mutations.size()));
    long currentTs = random.nextInt(3) == 0 ? 0 : freshTs();
    Cleanup.Request request = new Cleanup.Request(key, txn.startTs, currentTs);
    Cleanup.Response response = store.run(commands.cleanup(request));
    TxnError error = response.error();
    assertThat(error == null ? "committed " + response.commitTs() : error.kind().toString())
        .as(at)
        .isEqualTo(model.cleanup(request));
  }

  private void status(String at, Txn txn) {
    Bytes key = random.nextInt(4) == 0 ? key() : txn.primary;
    long callerTs = random.nextInt(4) == 0 ? 0 : freshTs();
    CheckTxnStatus.Request request =
        new CheckTxnStatus.Request(
            key, txn.startTs, callerTs, freshTs(), random.nextBoolean(), false);
    CheckTxnStatus.Response response = store.run(commands.checkTxnStatus(request));
    TxnError error = response.error();
    String answer =
        error != null
            ? error.kind().toString()
            : response.lockTtlMillis() + " " + response.commitTs() + " " + response.action();
    assertThat(answer).as(at).isEqualTo(model.status(request));
  }

  private void resolveKeys(Txn txn) {
    long commitTs = random.nextBoolean() ? txn.commitTs : 0;
    List<Bytes> keys = someKeys(txn);
    store.run(commands.resolveLocks(ResolveLocks.Request.of(keys, txn.startTs, commitTs)));
    model.resolve(keys, txn.startTs, commitTs);
  }

  private void resolveRegion(Txn txn) {
    long commitTs = random.nextBoolean() ? txn.commitTs : 0;
    store.resolveRegion(txn.startTs, commitTs);
    model.resolveAll(txn.startTs, commitTs);
  }

  private void heartBeat(String at, Txn txn) {
    TxnHeartBeat.Request request =
        new TxnHeartBeat.Request(txn.primary, txn.startTs, random.nextInt(30));
    TxnHeartBeat.Response response = store.run(commands.heartBeat(request));
    TxnError error = response.error();
    assertThat(error == null ? "" + response.lockTtlMillis() : error.kind().toString())
        .as(at)
        .isEqualTo(model.heartBeat(request));
  }

  private void secondaries(String at, Txn txn) {
    CheckSecondaryLocks.Request request =
        new CheckSecondaryLocks.Request(someKeys(txn), txn.startTs);
    CheckSecondaryLocks.Response response = store.run(commands.checkSecondaryLocks(request));
    assertThat(response.locks().size() + " locks " + response.commitTs())
        .as(at)
        .isEqualTo(model.secondaries(request));
  }

  private String get(Bytes key, long ts) {
    Get.Response response =
        store.runInTurns(
            commands.get(new Get.Request(key, ReadView.at(ts))), ReadTurn.ofRows(1, false));
    if (response.error() != null) {
      return response.error().kind().toString();
    }
    return response.value() == null ? "absent" : response.value().toHex();
  }

  private void compareSomeReads(int step) {
    for (int i = 0; i < 3; i++) {
      Bytes key = key();
      long ts = CommandStore.ts(random.nextLong(nowMillis + 8)) + random.nextInt(2);
      assertThat(get(key, ts))
          .as("step %d get %s at %d", step, key, ts)
          .isEqualTo(model.get(key, ts));
    }
    Bytes start = random.nextBoolean() ? Bytes.EMPTY : key();
    Bytes end = random.nextBoolean() ? Bytes.EMPTY : key();
    long ts = CommandStore.ts(random.nextLong(nowMillis + 8));
    if (end.isEmpty() || start.compareTo(end) <= 0) {
      compareScan(step, start, end, ts);
    }
  }

  private void compareScan(int step, Bytes start, Bytes end, long ts) {
    int limit = 1 + random.nextInt(KEYS);
    boolean reverse = random.nextBoolean();
    List<String> found =
        scanInPages(start, end, limit, reverse, ts).stream()
            .map(p -> p.key().toHex() + "=" + (p.value() == null ? "LOCKED" : p.value().toHex()))
            .toList();
    assertThat(found)
        .as("step %d scan [%s, %s) limit %d reverse %s at %d", step, start, end, limit, reverse, ts)
        .isEqualTo(model.scan(start, end, limit, reverse, ts));
  }

  /** In turns and pages of any size: what is read must not depend on them. */
  private List<ReadPair> scanInPages(Bytes start, Bytes end, int limit, boolean reverse, long ts) {
    PageLimit page =
        random.nextBoolean() ? PageLimit.whole() : PageLimit.page(1 + random.nextInt(40));
    List<ReadPair> found = new ArrayList<>();
    Bytes from = start;
    Bytes to = end;
    @Nullable Bytes resume = Bytes.EMPTY;
    while (resume != null && found.size() < limit) {
      int left = limit - found.size();
      Scan.Response answer =
          store.runInTurns(
              commands.scan(
                  new Scan.Request(from, to, left, false, reverse, ReadView.at(ts), page)),
              ReadTurn.ofRows(1 + random.nextInt(4), random.nextBoolean()));
      found.addAll(answer.pairs());
      resume = answer.resume();
      if (resume != null) {
        assertThat(reverse ? to.isEmpty() || resume.compareTo(to) < 0 : resume.compareTo(from) > 0)
            .as("progress beyond %s..%s at %s", from, to, resume)
            .isTrue();
        from = reverse ? from : resume;
        to = reverse ? resume : to;
      }
    }
    return found;
  }

  /** Every key at every timestamp (rule V14). */
  private void compareAllReads() {
    for (Bytes key : model.allKeys()) {
      for (long millis = 0; millis < nowMillis + 10; millis++) {
        long ts = CommandStore.ts(millis);
        assertThat(get(key, ts)).as("%s at %d", key, millis).isEqualTo(model.get(key, ts));
      }
    }
  }
}
