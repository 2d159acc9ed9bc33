package io.holdfast.sql.txn;

import io.holdfast.client.error.TxnException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a statement's snapshot with the writes of earlier statements laid over it. Both sides
 * come in the order of the scan. It follows the buffer by key, so the statement may go on writing:
 * what it writes is invisible to it anyway.
 */
final class MergedScan implements RowScan {
  /** Rows per request when nobody says how many will be wanted. */
  static final int BATCH_DEFAULT = 1_024;

  private final KeyRange range;
  private final boolean reverse;
  private final WriteBuffer buffer;
  private final int statement;
  private final Runnable check;
  private final Scan scan;
  private final Iterator<KeyValue> remote;
  private final ReadSet.@Nullable RangeRead record;
  private @Nullable KeyValue remoteNext;
  private boolean remoteFetched;
  private @Nullable Bytes ownKey;
  private @Nullable Write ownWrite;
  private boolean ownStarted;
  private boolean closed;

  MergedScan(
      View view,
      KeyRange range,
      boolean reverse,
      int limitHint,
      WriteBuffer buffer,
      int statement,
      Runnable check,
      ReadSet.@Nullable RangeRead record) {
    this.range = range;
    this.reverse = reverse;
    this.buffer = buffer;
    this.statement = statement;
    this.check = check;
    this.record = record;
    int batch = limitHint <= 0 ? BATCH_DEFAULT : Math.min(limitHint, BATCH_DEFAULT);
    ScanBuilder builder = view.snapshot().scan(range).batch(batch);
    this.scan = (reverse ? builder.reverse() : builder).open();
    this.remote = scan.iterator();
    buffer.opened(statement);
  }

  @Override
  public @Nullable KeyValue next() {
    if (closed) {
      return null;
    }
    if (!ownStarted) {
      ownStarted = true;
      advanceOwn(null);
    }
    while (true) {
      KeyValue theirs = peekRemote();
      Bytes own = ownKey;
      int order = compare(own, theirs);
      if (order > 0) {
        remoteFetched = false;
        return theirs;
      }
      if (own == null) {
        return null; // Both sides have ended.
      }
      if (order == 0) {
        remoteFetched = false;
      }
      Bytes value = ownWrite == null ? null : ownWrite.shown();
      advanceOwn(own);
      if (value != null) {
        return new KeyValue(own, value);
      }
    }
  }

  /** Below zero: the own write comes first; zero also when there is neither. */
  private int compare(@Nullable Bytes own, @Nullable KeyValue theirs) {
    if (own == null) {
      return theirs == null ? 0 : 1;
    }
    if (theirs == null) {
      return -1;
    }
    int order = own.compareTo(theirs.key());
    return reverse ? -order : order;
  }

  private @Nullable KeyValue peekRemote() {
    if (!remoteFetched) {
      check.run();
      try {
        remoteNext = remote.hasNext() ? remote.next() : null;
      } catch (TxnException e) {
        throw TxnErrors.reading(e);
      }
      remoteFetched = true;
      if (record != null) {
        record.saw(remoteNext);
      }
    }
    return remoteNext;
  }

  private void advanceOwn(@Nullable Bytes from) {
    Map.Entry<Bytes, Write> entry = from == null ? firstOwn() : buffer.next(from, false, reverse);
    while (entry != null && range.contains(entry.getKey())) {
      Write visible = Write.visible(entry.getValue(), statement);
      if (visible != null) {
        ownKey = entry.getKey();
        ownWrite = visible;
        return;
      }
      entry = buffer.next(entry.getKey(), false, reverse);
    }
    ownKey = null;
    ownWrite = null;
  }

  private Map.@Nullable Entry<Bytes, Write> firstOwn() {
    if (!reverse) {
      return buffer.next(range.start(), true, false);
    }
    return range.end().isEmpty() ? buffer.last() : buffer.next(range.end(), false, true);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      buffer.closed(statement);
      scan.close();
    }
  }
}
