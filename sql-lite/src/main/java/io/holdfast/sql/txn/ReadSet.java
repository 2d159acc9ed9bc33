package io.holdfast.sql.txn;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a SERIALIZABLE transaction has read of the committed state: keys with their values, absent
 * ones included, and ranges up to where they were read, with a digest of their entries (rule S1).
 * Own writes are not in it: the commit's conflict check covers them (rule S7).
 */
final class ReadSet {
  /** Reads kept; more would take as long to check as the transaction took. */
  static final int READS_MAX = 100_000;

  private final TreeMap<Bytes, Optional<Bytes>> points = new TreeMap<>();
  private final ArrayList<RangeRead> ranges = new ArrayList<>();

  /** One scan: how far it came and what it saw. */
  static final class RangeRead {
    private final KeyRange range;
    private final boolean reverse;
    private final MessageDigest digest = newDigest();
    private @Nullable Bytes last;
    private boolean started;
    private boolean ended;

    private RangeRead(KeyRange range, boolean reverse) {
      this.range = range;
      this.reverse = reverse;
    }

    /** The next entry of the snapshot; null when the range has no more. */
    void saw(@Nullable KeyValue entry) {
      started = true;
      if (entry == null) {
        ended = true;
      } else {
        last = entry.key();
        add(digest, entry);
      }
    }

    private KeyRange covered() {
      Bytes reached = last;
      if (ended || reached == null) {
        return range;
      }
      return reverse
          ? new KeyRange(reached, range.end())
          : new KeyRange(range.start(), reached.successor());
    }

    boolean holds(Snapshot state) {
      if (!started) {
        return true;
      }
      MessageDigest found = newDigest();
      ScanBuilder builder = state.scan(covered()).batch(MergedScan.BATCH_DEFAULT);
      try (Scan scan = (reverse ? builder.reverse() : builder).open()) {
        for (KeyValue entry : scan) {
          add(found, entry);
        }
      }
      return MessageDigest.isEqual(copyOf(digest), found.digest());
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest so far; a check may have to be repeated. */
  private static byte[] copyOf(MessageDigest digest) {
    try {
      return ((MessageDigest) digest.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the SHA-256 of this platform cannot be copied", e);
    }
  }

  private static void add(MessageDigest digest, KeyValue entry) {
    addWithLength(digest, entry.key());
    addWithLength(digest, entry.value());
  }

  private static void addWithLength(MessageDigest digest, Bytes part) {
    int length = part.length();
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (length >>> shift));
    }
    digest.update(part.asByteBuffer());
  }

  void saw(Bytes key, @Nullable Bytes value) {
    points.put(key, Optional.ofNullable(value));
    checkSize();
  }

  RangeRead scanning(KeyRange range, boolean reverse) {
    RangeRead read = new RangeRead(range, reverse);
    ranges.add(read);
    checkSize();
    return read;
  }

  private void checkSize() {
    if (points.size() + ranges.size() > READS_MAX) {
      throw TxnErrors.tooLarge(
          "a serializable transaction may not make more than " + READS_MAX + " reads");
    }
  }

  /** True iff the same reads would see the same in {@code state}. Blocks. */
  boolean holds(Snapshot state) {
    if (!points.isEmpty()) {
      NavigableMap<Bytes, Bytes> found = state.batchGet(List.copyOf(points.keySet()));
      for (var point : points.entrySet()) {
        if (!Objects.equals(point.getValue().orElse(null), found.get(point.getKey()))) {
          return false;
        }
      }
    }
    return ranges.stream().allMatch(range -> range.holds(state));
  }
}
