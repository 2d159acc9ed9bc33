package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scans on their way: which range, how far in it, and what was found so far. */
final class RawScanTask implements ReadTask<RawScan.Response> {
  private final EngineReader snapshot;
  private final KeyRange region;
  private final List<RawScan.Request> requests;
  private final PageLimit page;
  private final List<RawPair> pairs = new ArrayList<>();
  private long bytes;
  private int at; // Which request.
  private int left; // Pairs of it still wanted.
  private @Nullable EngineIterator cursor; // Open while a request is under way.
  private @Nullable Bytes passed; // Last key of the request under way.
  private @Nullable Bytes resume;

  RawScanTask(
      EngineReader snapshot, KeyRange region, List<RawScan.Request> requests, PageLimit page) {
    this.snapshot = snapshot;
    this.region = region;
    this.requests = requests;
    this.page = page;
  }

  @Override
  public boolean step(ReadTurn turn) {
    while (at < requests.size()) {
      RawScan.Request request = requests.get(at);
      EngineIterator open = cursor;
      if (open == null) {
        open = open(request);
        if (open == null) {
          at++;
          continue;
        }
        turn.row(0);
      }
      while (left > 0 && open.valid()) {
        if (passed != null && pageFull(turn)) {
          resume = request.reverse() ? passed : passed.successor();
          return true; // Something is left, so what was passed is not the empty key.
        }
        if (turn.over()) {
          return false;
        }
        turn.row(take(request, open));
      }
      open.close();
      cursor = null;
      passed = null;
      at++;
    }
    return true;
  }

  /** A cursor at the first pair; null when there is nothing to read. */
  private @Nullable EngineIterator open(RawScan.Request request) {
    KeyRange range = new RawRange(request.start(), request.end()).within(region);
    left = request.limit();
    if (range.isEmpty() || left <= 0) {
      return null;
    }
    EngineIterator opened = snapshot.iterator(Family.DEFAULT, range.start(), range.end());
    cursor = opened;
    if (request.reverse()) {
      opened.seekToLast();
    } else {
      opened.seekToFirst();
    }
    return opened;
  }

  private boolean pageFull(ReadTurn turn) {
    return bytes >= page.bytesMax() || (page.timed() && turn.closing());
  }

  private long take(RawScan.Request request, EngineIterator open) {
    Bytes key = open.key();
    RawPair pair = new RawPair(key, request.keyOnly() ? Bytes.EMPTY : open.value());
    pairs.add(pair);
    passed = key;
    left--;
    long size = key.length() + (long) pair.value().length();
    bytes += size + PageLimit.ENTRY_BYTES;
    if (request.reverse()) {
      open.prev();
    } else {
      open.next();
    }
    return size;
  }

  @Override
  public RawScan.Response result() {
    return new RawScan.Response(pairs, resume);
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
