package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads raw pairs of a range, as far as the region goes. Fewer pairs than the limit mean that the
 * range is exhausted here.
 */
public final class RawScan implements ReadCommand<List<RawPair>> {
  /** The request: {@code [start, end)}, descending from the end when {@code reverse}. */
  public record Request(Bytes start, Bytes end, int limit, boolean keyOnly, boolean reverse) {}

  private final Request request;

  /** A command for one region. */
  public RawScan(Request request) {
    this.request = request;
  }

  @Override
  public List<RawPair> process(EngineReader snapshot, KeyRange region) {
    KeyRange range = new RawRange(request.start(), request.end()).within(region);
    List<RawPair> pairs = new ArrayList<>();
    if (range.isEmpty()) {
      return pairs;
    }
    try (EngineIterator cursor = snapshot.iterator(Family.DEFAULT, range.start(), range.end())) {
      if (request.reverse()) {
        cursor.seekToLast();
      } else {
        cursor.seekToFirst();
      }
      while (cursor.valid() && pairs.size() < request.limit()) {
        pairs.add(new RawPair(cursor.key(), request.keyOnly() ? Bytes.EMPTY : cursor.value()));
        if (request.reverse()) {
          cursor.prev();
        } else {
          cursor.next();
        }
      }
    }
    return pairs;
  }
}
