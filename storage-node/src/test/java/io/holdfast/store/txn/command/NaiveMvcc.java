package io.holdfast.store.txn.command;

import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the commands once more, as plainly as possible: per key one lock, a sorted map of
 * all commits and a set of all rollbacks. Answers are texts, to be compared.
 */
final class NaiveMvcc {
  private static final class Held {
    final long startTs;
    final Mutation.Op op;
    final Bytes value;
    final Bytes primary;
    long minCommitTs;
    long ttlMillis;

    Held(long startTs, Mutation mutation, Bytes primary, long minCommitTs) {
      this.startTs = startTs;
      this.op = mutation.op() == Mutation.Op.INSERT ? Mutation.Op.PUT : mutation.op();
      this.value = mutation.value();
      this.primary = primary;
      this.minCommitTs = minCommitTs;
      this.ttlMillis = CommandStore.TTL_MILLIS;
    }
  }

  private record Committed(long startTs, Mutation.Op op, Bytes value) {}

  private static final class KeyState {
    @Nullable Held lock;
    final TreeMap<Long, Committed> commits = new TreeMap<>();
    final TreeSet<Long> rollbacks = new TreeSet<>();

    @Nullable Held own(long startTs) {
      return lock != null && lock.startTs == startTs ? lock : null;
    }

    /** 0: not committed. */
    long commitOf(long startTs) {
      for (Map.Entry<Long, Committed> entry : commits.entrySet()) {
        if (entry.getValue().startTs == startTs) {
          return entry.getKey();
        }
      }
      return 0;
    }

    @Nullable Bytes valueAt(long ts) {
      for (Committed c : commits.headMap(ts, true).descendingMap().values()) {
        if (c.op != Mutation.Op.LOCK) {
          return c.op == Mutation.Op.PUT ? c.value : null;
        }
      }
      return null;
    }

    void rollback(long startTs) {
      if (own(startTs) != null) {
        lock = null;
      }
      rollbacks.add(startTs);
    }

    void commit(Held held, long commitTs) {
      commits.put(commitTs, new Committed(held.startTs, held.op, held.value));
      lock = null;
    }
  }

  private final NavigableMap<Bytes, KeyState> keys = new TreeMap<>();

  private KeyState at(Bytes key) {
    return keys.computeIfAbsent(key, k -> new KeyState());
  }

  String prewrite(Prewrite.Request request) {
    List<String> errors = new ArrayList<>();
    List<Mutation> toLock = new ArrayList<>();
    for (Mutation mutation : request.mutations()) {
      String verdict = judge(request, mutation);
      if (verdict.equals("lock")) {
        toLock.add(mutation);
      } else if (!verdict.equals("nothing")) {
        errors.add(verdict);
      }
    }
    if (errors.isEmpty()) {
      for (Mutation m : toLock) {
        at(m.key()).lock = new Held(request.startTs(), m, request.primary(), request.minCommitTs());
      }
    }
    return errors.toString();
  }

  private String judge(Prewrite.Request request, Mutation mutation) {
    KeyState state = at(mutation.key());
    long startTs = request.startTs();
    if (state.lock != null) {
      return state.lock.startTs == startTs ? "nothing" : "LOCKED";
    }
    if (state.commitOf(startTs) != 0) {
      return "nothing";
    }
    if (state.rollbacks.contains(startTs) || state.commits.higherKey(startTs) != null) {
      return "WRITE_CONFLICT";
    }
    boolean checks =
        mutation.op() == Mutation.Op.INSERT || mutation.op() == Mutation.Op.CHECK_NOT_EXISTS;
    if (checks && state.valueAt(Long.MAX_VALUE) != null) {
      return "ALREADY_EXISTS";
    }
    return mutation.op() == Mutation.Op.CHECK_NOT_EXISTS ? "nothing" : "lock";
  }

  String commit(Commit.Request request) {
    for (Bytes key : request.keys()) {
      Held held = at(key).own(request.startTs());
      if (held == null && at(key).commitOf(request.startTs()) == 0) {
        return "LOCK_NOT_FOUND";
      }
      if (held != null && held.minCommitTs > request.commitTs()) {
        return "COMMIT_TS_EXPIRED";
      }
    }
    resolve(request.keys(), request.startTs(), request.commitTs());
    return "ok";
  }

  void resolve(Iterable<Bytes> among, long startTs, long commitTs) {
    for (Bytes key : among) {
      KeyState state = at(key);
      Held held = state.own(startTs);
      if (held != null && commitTs == 0) {
        state.rollback(startTs);
      } else if (held != null) {
        state.commit(held, commitTs);
      }
    }
  }

  void resolveAll(long startTs, long commitTs) {
    resolve(new ArrayList<>(keys.keySet()), startTs, commitTs);
  }

  String rollback(BatchRollback.Request request) {
    for (Bytes key : request.keys()) {
      if (at(key).own(request.startTs()) == null && at(key).commitOf(request.startTs()) != 0) {
        return "ALREADY_COMMITTED";
      }
    }
    request.keys().forEach(key -> at(key).rollback(request.startTs()));
    return "ok";
  }

  String cleanup(Cleanup.Request request) {
    KeyState state = at(request.key());
    Held held = state.own(request.startTs());
    if (held != null && request.currentTs() != 0 && !expired(held, request.currentTs())) {
      return "LOCKED";
    }
    if (held == null && state.commitOf(request.startTs()) != 0) {
      return "committed " + state.commitOf(request.startTs());
    }
    state.rollback(request.startTs());
    return "committed 0";
  }

  private static boolean expired(Held held, long currentTs) {
    return (held.startTs >> 18) + held.ttlMillis < (currentTs >> 18);
  }

  String status(CheckTxnStatus.Request request) {
    KeyState state = at(request.primary());
    Held held = state.own(request.lockTs());
    if (held == null) {
      return statusOfAbsent(request, state);
    }
    if (!held.primary.equals(request.primary())) {
      return "PRIMARY_MISMATCH";
    }
    if (expired(held, request.currentTs())) {
      state.rollback(request.lockTs());
      return "0 0 TTL_EXPIRE_ROLLBACK";
    }
    if (held.minCommitTs == 0 || request.callerStartTs() == 0) {
      return held.ttlMillis + " 0 NO_ACTION";
    }
    if (request.callerStartTs() >= held.minCommitTs) {
      held.minCommitTs = Math.max(request.callerStartTs() + 1, request.currentTs());
    }
    return held.ttlMillis + " 0 MIN_COMMIT_TS_PUSHED";
  }

  private static String statusOfAbsent(CheckTxnStatus.Request request, KeyState state) {
    if (state.commitOf(request.lockTs()) != 0) {
      return "0 " + state.commitOf(request.lockTs()) + " NO_ACTION";
    }
    if (state.rollbacks.contains(request.lockTs())) {
      return "0 0 NO_ACTION";
    }
    if (!request.rollbackIfNotExist()) {
      return "TXN_NOT_FOUND";
    }
    state.rollback(request.lockTs());
    return "0 0 LOCK_NOT_EXIST_ROLLBACK";
  }

  String heartBeat(TxnHeartBeat.Request request) {
    Held held = at(request.primary()).own(request.startTs());
    if (held == null) {
      return "LOCK_NOT_FOUND";
    }
    held.ttlMillis = Math.max(held.ttlMillis, request.adviseTtlMillis());
    return "" + held.ttlMillis;
  }

  String secondaries(CheckSecondaryLocks.Request request) {
    for (Bytes key : request.keys()) {
      if (at(key).own(request.startTs()) == null && at(key).commitOf(request.startTs()) != 0) {
        return "0 locks " + at(key).commitOf(request.startTs());
      }
    }
    int locks = 0;
    for (Bytes key : request.keys()) {
      if (at(key).own(request.startTs()) != null) {
        locks++;
      } else {
        at(key).rollback(request.startTs());
      }
    }
    return (locks == request.keys().size() ? locks : 0) + " locks 0";
  }

  String get(Bytes key, long ts) {
    KeyState state = at(key);
    Held held = state.lock;
    boolean changes = held != null && held.op != Mutation.Op.LOCK;
    if (held != null && changes && held.startTs <= ts && held.minCommitTs <= ts) {
      return "LOCKED";
    }
    Bytes value = state.valueAt(ts);
    return value == null ? "absent" : value.toHex();
  }

  List<String> scan(Bytes start, Bytes end, int limit, boolean reverse, long ts) {
    NavigableMap<Bytes, KeyState> range =
        end.isEmpty() ? keys.tailMap(start, true) : keys.subMap(start, true, end, false);
    List<String> found = new ArrayList<>();
    for (Bytes key : reverse ? range.descendingKeySet() : range.navigableKeySet()) {
      String at = get(key, ts);
      if (!at.equals("absent") && found.size() < limit) {
        found.add(key.toHex() + "=" + at);
      }
    }
    return found;
  }

  Iterable<Bytes> allKeys() {
    return new ArrayList<>(keys.keySet());
  }
}
