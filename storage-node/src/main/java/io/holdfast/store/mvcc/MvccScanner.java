package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTurn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of a range as a reader at one timestamp sees them, in either direction. A key
 * whose lock is in the way becomes an entry of its own and the walk goes on.
 *
 * <p>It goes stretch by stretch: some records first, then the locks only as far as the records
 * went. The lock family is full of deleted entries, and a cursor without a near bound would step
 * over all of those behind the last row, for each page.
 */
public final class MvccScanner implements AutoCloseable {
  /** Rows of a stretch: bounds what is merged with locks at once. */
  private static final int STRETCH_ROWS = 256;

  /**
   * One key of the result.
   *
   * @param key user key
   * @param value what the reader sees (empty when only keys were asked for); null if blocked
   * @param blockedBy the lock in the way
   */
  public record Entry(Bytes key, @Nullable Bytes value, @Nullable Lock blockedBy) {
    /** Bytes of the key with its value or the primary of its lock, and what they cost besides. */
    long sizeBytes() {
      long rest = value != null ? value.length() : 0;
      return PageLimit.ENTRY_BYTES
          + key.length()
          + rest
          + (blockedBy == null ? 0 : blockedBy.primary().length());
    }
  }

  /**
   * What to read and how much of it.
   *
   * @param range engine positions
   * @param limit entries at the most
   * @param page where an answer ends before that
   */
  public record Request(
      KeyRange range, ReadView view, int limit, boolean keyOnly, boolean reverse, PageLimit page) {}

  private final EngineReader engine;
  private final Request request;
  private final MvccReader reader;
  private final RecordWalk records;
  private final List<Entry> entries = new ArrayList<>();
  private KeyRange rest; // Not answered yet.
  private long bytes;
  private List<RecordWalk.Row> rows = new ArrayList<>(); // Of the present stretch.
  private long rowsBytes;
  private @Nullable Bytes edge; // How far the present stretch has come, encoded and inclusive.
  private boolean last; // The present stretch reaches the end of the range.
  private @Nullable Stretch stretch; // Null while records are walked.
  private @Nullable Bytes reached; // The same for all stretches before.
  private boolean ended; // Before limit and range were exhausted.

  /** Begins a scan; {@link #step} until it says true. */
  public MvccScanner(EngineReader engine, Request request) {
    this.engine = engine;
    this.request = request;
    this.rest = request.range();
    this.reader = new MvccReader(engine, request.range());
    this.records =
        new RecordWalk(
            engine, reader, request.range(), request.view(), request.keyOnly(), request.reverse());
  }

  /** True when {@link #entries()} is complete, or as long as one answer may be. */
  public boolean step(ReadTurn turn) {
    while (entries.size() < request.limit()) {
      Stretch open = stretch;
      if (open == null) {
        if (!walkRecords(turn)) {
          return false;
        }
        open = new Stretch(engine, reader, request, rows, covered());
        stretch = open;
      }
      if (!open.step(turn, request.limit() - entries.size(), request.page().bytesMax() - bytes)) {
        return false;
      }
      if (taken(open, turn)) {
        return true;
      }
    }
    return true;
  }

  /** True when the stretch has all its rows; false when the turn is over. */
  private boolean walkRecords(ReadTurn turn) {
    while (true) {
      last = records.atEnd();
      if (last
          || rows.size() >= Math.min(STRETCH_ROWS, request.limit() - entries.size())
          || (records.betweenKeys() && pageFull(turn))) {
        return true;
      }
      if (turn.over()) {
        return false;
      }
      RecordWalk.Row row = records.advance();
      if (row != null) {
        rows.add(row);
        rowsBytes += row.entry().sizeBytes();
        edge = row.encoded(); // What is left of the key's records is of no interest.
      } else if (records.betweenKeys()) {
        edge = records.passed();
      }
      turn.row(row == null ? 0 : row.entry().sizeBytes());
    }
  }

  /** A page ends only where it has come further than the one before. */
  private boolean pageFull(ReadTurn turn) {
    boolean moved = edge != null || reached != null;
    boolean full = bytes + rowsBytes >= request.page().bytesMax();
    return moved && (full || (request.page().timed() && turn.closing()));
  }

  /** The part of the range of which the present stretch speaks. */
  private KeyRange covered() {
    if (last) {
      return rest;
    }
    if (edge == null) {
      return new KeyRange(rest.start(), rest.start());
    }
    return request.reverse()
        ? new KeyRange(edge, rest.end())
        : new KeyRange(rest.start(), edge.successor());
  }

  /** Moves the entries of a finished stretch over; true iff the answer ends with it. */
  private boolean taken(Stretch done, ReadTurn turn) {
    for (Entry entry : done.entries()) {
      if (entries.size() < request.limit()) {
        entries.add(entry);
        bytes += entry.sizeBytes();
      }
    }
    Bytes cut = done.cutAt();
    Bytes to = cut == null ? edge : cut;
    boolean complete = last && cut == null;
    done.close();
    stretch = null;
    rows = new ArrayList<>();
    rowsBytes = 0;
    if (entries.size() >= request.limit() || complete) {
      return true;
    }
    if (to != null) {
      rest = behind(to);
      reached = to;
    }
    edge = null;
    ended = cut != null || pageFull(turn);
    return ended;
  }

  private KeyRange behind(Bytes key) {
    return request.reverse()
        ? new KeyRange(rest.start(), key)
        : new KeyRange(key.successor(), rest.end());
  }

  /** What was read, in the order of the scan. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Where to go on, a user key, when the answer ended before its limit and its range: the first key
   * that was not looked at, or for a descending scan the last that was.
   */
  public @Nullable Bytes resume() {
    if (!ended || reached == null) {
      return null;
    }
    Bytes key = MvccKeys.decode(reached);
    if (request.reverse()) {
      return key.isEmpty() ? null : key; // Nothing lies below the empty key.
    }
    return key.successor();
  }

  @Override
  public void close() {
    if (stretch != null) {
      stretch.close();
    }
    records.close();
    reader.close();
  }
}
