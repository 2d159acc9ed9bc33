package io.holdfast.sql.txn;

import io.holdfast.client.error.TxnException;
import io.holdfast.client.scope.CallScope;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the running statement sees: the writes of earlier statements over its snapshot. */
final class Reads {
  private final Room room;
  private final WriteBuffer buffer;
  private StatementLimits limits = StatementLimits.none();
  private int statement;
  private @Nullable View view;
  private @Nullable ReadSet recorded;

  Reads(Room room, WriteBuffer buffer) {
    this.room = room;
    this.buffer = buffer;
  }

  /** Whether reads are kept for a check at the commit; before the first one. */
  void record(boolean on) {
    recorded = on ? new ReadSet() : null;
  }

  @Nullable ReadSet recorded() {
    return recorded;
  }

  void begin(StatementLimits statementLimits, boolean keepSnapshot) {
    limits = statementLimits;
    statement++;
    if (!keepSnapshot) {
      view = null;
    }
  }

  void renew() {
    view = null;
  }

  SqlTransaction.Statement running() {
    return new SqlTransaction.Statement(statement, view);
  }

  void resume(SqlTransaction.Statement earlier) {
    statement = earlier.number();
    view = earlier.view();
  }

  StatementLimits limits() {
    return limits;
  }

  /** From now on these limits hold, also for what earlier statements have left open. */
  void limit(StatementLimits newLimits) {
    limits = newLimits;
  }

  /** What may end a call of the cluster now. */
  CallScope scope() {
    return limits.scope();
  }

  /** Fails when the running statement has ended. */
  void check() {
    limits.check(room.now());
  }

  /** Number of the running statement; 0 before the first. */
  int statement() {
    return statement;
  }

  /** The snapshot; null while none was needed. */
  @Nullable View taken() {
    return view;
  }

  /** The snapshot, taken now if need be. */
  View view() {
    check();
    View known = view;
    if (known == null) {
      known = View.take(room, this::scope);
      view = known;
    }
    return known;
  }

  @Nullable Bytes get(Bytes key) {
    Write own = Write.visible(buffer.get(key), statement);
    if (own != null) {
      return own.shown();
    }
    Bytes value = view().get(key);
    if (recorded != null) {
      recorded.saw(key, value);
    }
    return value;
  }

  NavigableMap<Bytes, Bytes> batchGet(Collection<Bytes> keys) {
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    List<Bytes> remote = new ArrayList<>(keys.size());
    for (Bytes key : keys) {
      Write own = Write.visible(buffer.get(key), statement);
      Bytes shown = own == null ? null : own.shown();
      if (own == null) {
        remote.add(key);
      } else if (shown != null) {
        values.put(key, shown);
      }
    }
    if (!remote.isEmpty()) {
      values.putAll(committed(remote));
    }
    return values;
  }

  /** The snapshot without own writes. */
  NavigableMap<Bytes, Bytes> committed(Collection<Bytes> keys) {
    NavigableMap<Bytes, Bytes> found = view().batchGet(keys);
    if (recorded != null) {
      for (Bytes key : keys) {
        recorded.saw(key, found.get(key));
      }
    }
    return found;
  }

  /** True iff the newest committed entries of a range are those of the snapshot. */
  boolean isCurrent(KeyRange range) {
    ReadSet.RangeRead shown = new ReadSet().scanning(range, false);
    try (Scan scan = view().snapshot().scan(range).batch(MergedScan.BATCH_DEFAULT).open()) {
      for (KeyValue entry : scan) {
        check();
        shown.saw(entry);
      }
      shown.saw(null);
      return shown.holds(View.take(room, this::scope).snapshot());
    } catch (TxnException e) {
      throw TxnErrors.reading(e);
    }
  }

  RowScan scan(KeyRange range, boolean reverse, int limitHint) {
    return new MergedScan(
        view(),
        range,
        reverse,
        limitHint,
        buffer,
        statement,
        this::check,
        recorded == null ? null : recorded.scanning(range, reverse));
  }
}
