package io.holdfast.store.script;

import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.script.Command;
import io.holdfast.simulation.script.ScriptTest;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.engine.memory.MemoryEngine;
import io.holdfast.store.mvcc.CommittedWrite;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.txn.command.BatchRollback;
import io.holdfast.store.txn.command.CheckSecondaryLocks;
import io.holdfast.store.txn.command.CheckTxnStatus;
import io.holdfast.store.txn.command.Cleanup;
import io.holdfast.store.txn.command.CommandResult;
import io.holdfast.store.txn.command.Commit;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.InspectKey;
import io.holdfast.store.txn.command.Mutation;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.PercolatorCommands;
import io.holdfast.store.txn.command.Prewrite;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.ReadPair;
import io.holdfast.store.txn.command.ResolveLocks;
import io.holdfast.store.txn.command.Scan;
import io.holdfast.store.txn.command.ScanLock;
import io.holdfast.store.txn.command.TxnError;
import io.holdfast.store.txn.command.TxnHeartBeat;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The commands of a script over one region. Keys and values are words; timestamps are small numbers
 * of one millisecond, or {@code 7ms} for the beginning of another, by which locks expire.
 */
final class MvccScript implements ScriptTest.Interpreter, AutoCloseable {
  private final MemoryEngine engine = MemoryEngine.open(new MemoryDisk());
  private final PercolatorCommands commands = new PercolatorCommands();

  @Override
  public void close() {
    engine.close();
  }

  @Override
  public String run(Command command) {
    return switch (command.name()) {
      case "prewrite" -> prewrite(command);
      case "commit" -> commit(command);
      case "rollback" ->
          end(
              write(
                  commands.batchRollback(
                      new BatchRollback.Request(keys(command), ts(command, "ts")))));
      case "cleanup" -> cleanup(command);
      case "resolve" ->
          end(
              write(
                  commands.resolveLocks(
                      ResolveLocks.Request.of(
                          keys(command), ts(command, "ts"), ts(command, "at")))));
      case "status" -> status(command);
      case "secondaries" -> secondaries(command);
      case "heartbeat" -> heartbeat(command);
      case "get" -> get(command);
      case "scan" -> scan(command);
      case "locks" -> locks(command);
      case "show" -> show(command);
      default -> throw new IllegalArgumentException("no such command: " + command.text());
    };
  }

  // ---- writes ----

  private <R> R write(WriteCommand<R> command) {
    CommandResult<R> result;
    try (EngineSnapshot snapshot = engine.snapshot()) {
      result = command.process(snapshot, KeyRange.ALL);
    }
    engine.write(WriteBatch.of(result.writes()));
    return result.response();
  }

  private String prewrite(Command command) {
    List<Mutation> mutations = new ArrayList<>();
    for (String word : command.words()) {
      String[] parts = word.split(":", -1);
      Bytes value = parts.length > 2 ? Bytes.utf8(parts[2]) : Bytes.EMPTY;
      mutations.add(new Mutation(op(parts[0]), Bytes.utf8(parts[1]), value));
    }
    Bytes primary = Bytes.utf8(command.option("primary", mutations.get(0).key().toUtf8()));
    Prewrite.Response response =
        write(
            commands.prewrite(
                new Prewrite.Request(
                    mutations,
                    primary,
                    ts(command, "ts"),
                    command.option("ttl", 10),
                    mutations.size(),
                    ts(command, "min"),
                    command.option("skip-check", 0) == 1)));
    return response.errors().isEmpty()
        ? "prewritten"
        : response.errors().stream().map(MvccScript::text).collect(Collectors.joining("\n"));
  }

  private static Mutation.Op op(String word) {
    return switch (word) {
      case "put" -> Mutation.Op.PUT;
      case "del" -> Mutation.Op.DELETE;
      case "lock" -> Mutation.Op.LOCK;
      case "insert" -> Mutation.Op.INSERT;
      case "absent" -> Mutation.Op.CHECK_NOT_EXISTS;
      default -> throw new IllegalArgumentException("no such mutation: " + word);
    };
  }

  private String commit(Command command) {
    Commit.Response response =
        write(
            commands.commit(
                new Commit.Request(keys(command), ts(command, "ts"), ts(command, "at"))));
    TxnError error = response.error();
    return error == null ? "committed at " + response.commitTs() : text(error);
  }

  private String cleanup(Command command) {
    Bytes key = Bytes.utf8(command.word(0));
    Cleanup.Response response =
        write(commands.cleanup(new Cleanup.Request(key, ts(command, "ts"), ts(command, "now"))));
    TxnError error = response.error();
    if (error != null) {
      return text(error);
    }
    return response.commitTs() > 0 ? "committed at " + response.commitTs() : "rolled back";
  }

  private String status(Command command) {
    CheckTxnStatus.Response response =
        write(
            commands.checkTxnStatus(
                new CheckTxnStatus.Request(
                    Bytes.utf8(command.word(0)),
                    ts(command, "ts"),
                    ts(command, "reader"),
                    ts(command, "now"),
                    command.option("bar", 0) == 1,
                    command.option("pessimistic", 0) == 1)));
    TxnError error = response.error();
    if (error != null) {
      return text(error);
    }
    String what = response.action().name();
    if (response.commitTs() > 0) {
      return "committed at " + response.commitTs() + ", " + what;
    }
    KeyLock lock = response.lock();
    return lock == null ? "rolled back, " + what : "alive, " + what + ": " + text(lock);
  }

  private String secondaries(Command command) {
    CheckSecondaryLocks.Response response =
        write(
            commands.checkSecondaryLocks(
                new CheckSecondaryLocks.Request(keys(command), ts(command, "ts"))));
    if (!response.locks().isEmpty()) {
      return response.locks().stream().map(MvccScript::text).collect(Collectors.joining("\n"));
    }
    return response.commitTs() > 0 ? "committed at " + response.commitTs() : "rolled back";
  }

  private String heartbeat(Command command) {
    TxnHeartBeat.Response response =
        write(
            commands.heartBeat(
                new TxnHeartBeat.Request(
                    Bytes.utf8(command.word(0)), ts(command, "ts"), command.option("ttl", 10))));
    TxnError error = response.error();
    return error == null ? "lives " + response.lockTtlMillis() + " ms" : text(error);
  }

  private static String end(Outcome outcome) {
    TxnError error = outcome.error();
    return error == null ? "done" : text(error);
  }

  // ---- reads ----

  private <R> R read(ReadCommand<R> command) {
    try (EngineSnapshot snapshot = engine.snapshot()) {
      return command.process(snapshot, KeyRange.ALL);
    }
  }

  /** {@code past}: a transaction known not to count; {@code known}: one known to be committed. */
  private static ReadView view(Command command) {
    ReadView.Isolation isolation =
        command.option("committed", 0) == 1
            ? ReadView.Isolation.READ_COMMITTED
            : ReadView.Isolation.SNAPSHOT;
    return new ReadView(
        ts(command, "at"), isolation, listOf(command, "past"), listOf(command, "known"));
  }

  private static List<Long> listOf(Command command, String option) {
    String value = command.option(option, "");
    return value.isEmpty() ? List.of() : List.of(number(value));
  }

  private String get(Command command) {
    Get.Response response =
        read(commands.get(new Get.Request(Bytes.utf8(command.word(0)), view(command))));
    TxnError error = response.error();
    if (error != null) {
      return text(error);
    }
    Bytes value = response.value();
    return value == null ? "nothing" : value.toUtf8();
  }

  private String scan(Command command) {
    Scan.Response response =
        read(
            commands.scan(
                new Scan.Request(
                    Bytes.utf8(command.option("from", "")),
                    Bytes.utf8(command.option("to", "")),
                    (int) command.option("limit", 100),
                    false,
                    command.option("reverse", 0) == 1,
                    view(command),
                    PageLimit.whole())));
    String pairs =
        response.pairs().stream().map(MvccScript::text).collect(Collectors.joining("\n"));
    return pairs.isEmpty() ? "nothing" : pairs;
  }

  private static String text(ReadPair pair) {
    TxnError error = pair.error();
    Bytes value = pair.value();
    String seen = value == null ? "nothing" : value.toUtf8();
    return pair.key().toUtf8() + ": " + (error == null ? seen : text(error));
  }

  private String locks(Command command) {
    ScanLock.Response response =
        read(
            commands.scanLock(
                new ScanLock.Request(
                    ts(command, "max"),
                    Bytes.EMPTY,
                    Bytes.EMPTY,
                    (int) command.option("limit", 100))));
    String locks =
        response.locks().stream().map(MvccScript::text).collect(Collectors.joining("\n"));
    return locks.isEmpty() ? "none" : locks;
  }

  /** What is stored of a key, newest record first. */
  private String show(Command command) {
    StringBuilder text = new StringBuilder();
    for (String key : command.words()) {
      InspectKey.Response response = read(new InspectKey(Bytes.utf8(key)));
      Lock lock = response.lock();
      if (lock != null) {
        text.append(text(new KeyLock(Bytes.utf8(key), lock))).append('\n');
      }
      for (CommittedWrite each : response.records()) {
        text.append(key)
            .append(" @")
            .append(each.commitTs())
            .append(' ')
            .append(each.write().type())
            .append(" of ")
            .append(each.write().startTs());
        Bytes value = each.write().shortValue();
        if (value != null) {
          text.append(" \"").append(value.toUtf8()).append('"');
        }
        text.append(each.write().overlappedRollback() ? " over a rollback\n" : "\n");
      }
      if (lock == null && response.records().isEmpty()) {
        text.append(key).append(" has no record\n");
      }
    }
    return text.toString();
  }

  // ---- words ----

  private static List<Bytes> keys(Command command) {
    return command.words().stream().map(Bytes::utf8).toList();
  }

  private static long ts(Command command, String option) {
    return number(command.option(option, "0"));
  }

  private static long number(String text) {
    return text.endsWith("ms")
        ? Timestamp.compose(Long.parseLong(text.substring(0, text.length() - 2)), 0)
        : Long.parseUnsignedLong(text);
  }

  private static String text(KeyLock held) {
    Lock lock = held.lock();
    return held.key().toUtf8()
        + " locked "
        + lock.type()
        + " by "
        + lock.startTs()
        + " primary "
        + lock.primary().toUtf8()
        + " ttl "
        + lock.ttlMillis()
        + (lock.minCommitTs() == 0 ? "" : " not below " + lock.minCommitTs());
  }

  private static String text(TxnError error) {
    return switch (error.kind()) {
      case LOCKED -> "LOCKED " + text(((TxnError.Locked) error).lock());
      case PRIMARY_MISMATCH ->
          "PRIMARY_MISMATCH " + text(((TxnError.PrimaryMismatch) error).lock());
      case WRITE_CONFLICT -> conflict((TxnError.WriteConflict) error);
      case ALREADY_EXISTS -> "ALREADY_EXISTS " + ((TxnError.AlreadyExists) error).key().toUtf8();
      case COMMIT_TS_EXPIRED ->
          "COMMIT_TS_EXPIRED not below " + ((TxnError.CommitTsExpired) error).minCommitTs();
      case ALREADY_COMMITTED ->
          "ALREADY_COMMITTED at " + ((TxnError.AlreadyCommitted) error).commitTs();
      case TXN_NOT_FOUND, LOCK_NOT_FOUND -> error.kind().name();
      case INVALID -> "INVALID " + ((TxnError.Invalid) error).message();
    };
  }

  private static String conflict(TxnError.WriteConflict conflict) {
    String key = conflict.key().toUtf8();
    return conflict.selfRolledBack()
        ? "WRITE_CONFLICT " + key + " was rolled back itself"
        : "WRITE_CONFLICT "
            + key
            + " by "
            + conflict.conflictStartTs()
            + " at "
            + conflict.conflictCommitTs();
  }
}
