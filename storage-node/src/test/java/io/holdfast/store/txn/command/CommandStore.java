package io.holdfast.store.txn.command;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One region without replication: commands run one after the other on a memory engine. */
final class CommandStore implements AutoCloseable {
  static final long TTL_MILLIS = 10;

  private final KvEngine engine;
  private final TxnCommands commands;
  private final KeyRange region;

  CommandStore() {
    this(new PercolatorCommands(), KeyRange.ALL);
  }

  CommandStore(TxnCommands commands, KeyRange region) {
    this(MemoryEngine.open(new MemoryDisk()), commands, region);
  }

  CommandStore(KvEngine engine, TxnCommands commands, KeyRange region) {
    this.engine = engine;
    this.commands = commands;
    this.region = region;
  }

  /** A timestamp at {@code millis}. */
  static long ts(long millis) {
    return Timestamp.compose(millis, 0);
  }

  static Bytes k(String key) {
    return Bytes.utf8(key);
  }

  static Mutation putOf(String key, String value) {
    return new Mutation(Mutation.Op.PUT, k(key), k(value));
  }

  <R> R run(WriteCommand<R> command) {
    CommandResult<R> result;
    try (EngineSnapshot snapshot = engine.snapshot()) {
      result = command.process(snapshot, region);
    }
    engine.write(WriteBatch.of(result.writes()));
    return result.response();
  }

  <R> R run(ReadCommand<R> command) {
    try (EngineSnapshot snapshot = engine.snapshot()) {
      return command.process(snapshot, region);
    }
  }

  /** The same in turns, each on a row or some. */
  <R> R runInTurns(ReadCommand<R> command, ReadTurn turn) {
    try (EngineSnapshot snapshot = engine.snapshot();
        ReadTask<R> task = command.begin(snapshot, region)) {
      turn.begin();
      while (!task.step(turn)) {
        turn.begin();
      }
      return task.result();
    }
  }

  TxnCommands commands() {
    return commands;
  }

  /** The first mutation's key is the primary. */
  Prewrite.Response prewrite(long startTs, Mutation... mutations) {
    return prewrite(mutations[0].key(), startTs, startTs + 1, mutations);
  }

  Prewrite.Response prewrite(Bytes primary, long startTs, long minCommitTs, Mutation... mutations) {
    List<Mutation> all = Arrays.asList(mutations);
    return run(
        commands.prewrite(
            new Prewrite.Request(
                all, primary, startTs, TTL_MILLIS, all.size(), minCommitTs, false)));
  }

  @Nullable TxnError commit(long startTs, long commitTs, String... keys) {
    return run(commands.commit(new Commit.Request(bytes(keys), startTs, commitTs))).error();
  }

  @Nullable TxnError rollback(long startTs, String... keys) {
    return run(commands.batchRollback(new BatchRollback.Request(bytes(keys), startTs))).error();
  }

  void resolve(long startTs, long commitTs, String... keys) {
    run(commands.resolveLocks(ResolveLocks.Request.of(bytes(keys), startTs, commitTs)));
  }

  /** As the scheduler does it for a whole region. */
  void resolveRegion(long startTs, long commitTs) {
    TreeMap<Long, Long> fates = new TreeMap<>();
    fates.put(startTs, commitTs);
    @Nullable Bytes from = Bytes.EMPTY;
    while (from != null) {
      FindLocks.Response found = run(commands.findLocks(new FindLocks.Request(fates, from)));
      run(commands.resolveLocks(new ResolveLocks.Request(found.found())));
      from = found.next();
    }
  }

  CheckTxnStatus.Response status(
      String primary, long lockTs, long callerTs, long currentTs, boolean rollbackIfNotExist) {
    return run(
        commands.checkTxnStatus(
            new CheckTxnStatus.Request(
                k(primary), lockTs, callerTs, currentTs, rollbackIfNotExist, false)));
  }

  Get.Response get(String key, long ts) {
    return run(commands.get(new Get.Request(k(key), ReadView.at(ts))));
  }

  /** The committed value at the end of time; "absent" or "locked" where there is none. */
  String text(String key, long ts) {
    Get.Response response = get(key, ts);
    if (response.error() != null) {
      return "locked";
    }
    return response.value() == null ? "absent" : response.value().toUtf8();
  }

  List<ReadPair> scan(String start, String end, int limit, boolean reverse, long ts) {
    return run(commands.scan(
            new Scan.Request(
                k(start), k(end), limit, false, reverse, ReadView.at(ts), PageLimit.whole())))
        .pairs();
  }

  InspectKey.Response inspect(String key) {
    return run(new InspectKey(k(key)));
  }

  static List<Bytes> bytes(String... keys) {
    return Arrays.stream(keys).map(CommandStore::k).toList();
  }

  static KeyRange range(String start, String end) {
    return new KeyRange(
        start.isEmpty() ? Bytes.EMPTY : MvccKeys.encode(k(start)),
        end.isEmpty() ? Bytes.EMPTY : MvccKeys.encode(k(end)));
  }

  int openHandles() {
    return engine.openHandles();
  }

  @Override
  public void close() {
    engine.close(); // Fails when a command left a handle open.
  }
}
