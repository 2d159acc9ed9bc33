package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineIterator;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.List;

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
  public Response process(EngineReader snapshot, KeyRange region) {
    long checksum = 0;
    long pairs = 0;
    long sizeBytes = 0;
    for (KeyRange range : ranges) {
      KeyRange within = range.intersect(region);
      if (within.isEmpty()) {
        continue;
      }
      try (EngineIterator cursor =
          snapshot.iterator(Family.DEFAULT, within.start(), within.end())) {
        for (cursor.seekToFirst(); cursor.valid(); cursor.next()) {
          Bytes key = cursor.key();
          Bytes value = cursor.value();
          checksum ^= hash(hash(FNV_OFFSET, key) ^ key.length(), value);
          pairs++;
          sizeBytes += key.length() + (long) value.length();
        }
      }
    }
    return new Response(checksum, pairs, sizeBytes);
  }

  private static long hash(long seed, Bytes bytes) {
    long hash = seed;
    for (int i = 0; i < bytes.length(); i++) {
      hash = (hash ^ (bytes.byteAt(i) & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}
