package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTurn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Collects the locks of a range that somebody wants, in key order; may stop anywhere. */
public final class LockWalk implements AutoCloseable {
  private final EngineIterator cursor;
  private final int limit;
  private final PageLimit page;
  private final Predicate<Lock> wanted;
  private final List<KeyLock> found = new ArrayList<>();
  private long foundBytes;
  private boolean cut;

  /** {@code range} in engine positions; {@code limit} locks at the most. */
  public LockWalk(
      EngineReader engine, KeyRange range, int limit, PageLimit page, Predicate<Lock> wanted) {
    this.cursor = engine.iterator(Family.LOCK, range.start(), range.end());
    this.limit = limit;
    this.page = page;
    this.wanted = wanted;
    cursor.seekToFirst();
  }

  /** True iff there are enough, no more, or too many for one page. */
  public boolean step(ReadTurn turn) {
    while (found.size() < limit && cursor.valid()) {
      if (foundBytes >= page.bytesMax()) {
        cut = true;
        return true;
      }
      if (turn.over()) {
        return false;
      }
      Bytes key = cursor.key();
      Bytes value = cursor.value();
      Lock lock = Lock.decode(value);
      if (wanted.test(lock)) {
        found.add(new KeyLock(MvccKeys.decode(key), lock));
        foundBytes += PageLimit.ENTRY_BYTES + key.length() + (long) value.length();
      }
      turn.row(key.length() + (long) value.length());
      cursor.next();
    }
    return true;
  }

  /** What was found, in key order. */
  public List<KeyLock> found() {
    return found;
  }

  /** True when the page was full before the limit was reached. */
  public boolean cut() {
    return cut;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
