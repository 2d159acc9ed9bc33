package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A digest of ranges that does not depend on how regions cut them: the exclusive or of a 64-bit
 * hash of each pair, with counts.
 */
public final class RawChecksum implements ReadCommand<RawChecksum.Response> {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** The digest, how many pairs, and the bytes of their keys and values. */
  public record Response(long checksum, long pairs, long sizeBytes) {}

  private final List<KeyRange> ranges;

  /** A command for one region. */
  public RawChecksum(List<KeyRange> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    return new Task(snapshot, region);
  }

  private static long hash(long seed, Bytes bytes) {
    long hash = seed;
    for (int i = 0; i < bytes.length(); i++) {
      hash = (hash ^ (bytes.byteAt(i) & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }

  private final class Task implements ReadTask<Response> {
    private final EngineReader snapshot;
    private final KeyRange region;
    private int at;
    private @Nullable EngineIterator cursor; // Of the range under way.
    private long checksum;
    private long pairs;
    private long sizeBytes;

    Task(EngineReader snapshot, KeyRange region) {
      this.snapshot = snapshot;
      this.region = region;
    }

    @Override
    public boolean step(ReadTurn turn) {
      for (; at < ranges.size(); at++) {
        EngineIterator open = cursor;
        if (open == null) {
          KeyRange within = ranges.get(at).intersect(region);
          if (within.isEmpty()) {
            continue;
          }
          open = snapshot.iterator(Family.DEFAULT, within.start(), within.end());
          cursor = open;
          open.seekToFirst();
          turn.row(0);
        }
        for (; open.valid(); open.next()) {
          if (turn.over()) {
            return false;
          }
          turn.row(add(open.key(), open.value()));
        }
        close();
      }
      return true;
    }

    private long add(Bytes key, Bytes value) {
      checksum ^= hash(hash(FNV_OFFSET, key) ^ key.length(), value);
      pairs++;
      long size = key.length() + (long) value.length();
      sizeBytes += size;
      return size;
    }

    @Override
    public Response result() {
      return new Response(checksum, pairs, sizeBytes);
    }

    @Override
    public void close() {
      if (cursor != null) {
        cursor.close();
        cursor = null;
      }
    }
  }
}
