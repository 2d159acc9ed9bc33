package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.read.task.ReadTurn;
import org.jspecify.annotations.Nullable;

/**
 * Reads one key after the other as a reader at one timestamp sees them. A key may have any number
 * of records that are no data, so a read may stop within it.
 */
public final class PointReads {
  private final MvccReader reader;
  private final ReadView view;
  private Bytes key = Bytes.EMPTY;
  private @Nullable CommittedWrite record; // Next to be judged.
  private MvccScanner.@Nullable Entry entry;

  /** {@code reader} is closed by whoever made it. */
  public PointReads(MvccReader reader, ReadView view) {
    this.reader = reader;
    this.view = view;
  }

  /** Begins with this key; then {@link #step} until it says true. */
  public void seek(Bytes encoded) {
    key = encoded;
    record = null;
    entry = null;
    Lock lock = view.isolation() == ReadView.Isolation.SNAPSHOT ? reader.lock(encoded) : null;
    ReadView.Verdict verdict = lock == null ? ReadView.Verdict.PASS : view.judge(lock);
    if (lock == null || verdict == ReadView.Verdict.PASS) {
      record = reader.newestRecord(encoded, view.ts());
    } else if (verdict == ReadView.Verdict.BLOCKED) {
      entry = new MvccScanner.Entry(MvccKeys.decode(encoded), null, lock);
    } else {
      entry = entryOf(reader.valueOf(encoded, lock));
    }
  }

  /** True when the key's {@link #entry()} is known. */
  public boolean step(ReadTurn turn) {
    CommittedWrite at = record;
    while (at != null && !at.write().isData()) {
      turn.row(0);
      at = reader.olderRecord(key);
      if (turn.over()) {
        record = at;
        return false;
      }
    }
    if (at != null) {
      entry = entryOf(reader.valueOf(key, at.write()));
    }
    record = null;
    Bytes value = entry == null ? null : entry.value();
    turn.row(value == null ? 0 : value.length());
    return true;
  }

  /** The key's value, the lock in the way, or null when it is absent. */
  public MvccScanner.@Nullable Entry entry() {
    return entry;
  }

  private MvccScanner.@Nullable Entry entryOf(@Nullable Bytes value) {
    return value == null ? null : new MvccScanner.Entry(MvccKeys.decode(key), value, null);
  }
}
