package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.base.InvariantViolation;
import io.holdfast.store.mvcc.MvccKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What readers were told, for ever: a read at a timestamp shows exactly what is committed at or
 * below it, whoever answers and whenever (V14), and nobody commits below it afterwards (TXN-5).
 */
final class ReadBook {
  /** A reader was told what a lock holds before the books heard of its commit. */
  private record Early(Bytes key, long ts) {}

  private final VersionBook versions;
  private final BiFunction<Bytes, @Nullable Long, Optional<Long>> locked;
  private final Map<Long, List<Early>> early = new TreeMap<>(); // By start timestamp.
  private final ReadCeiling ceiling = new ReadCeiling();
  private long reads;

  /**
   * Over these versions.
   *
   * @param locked the start timestamp of the lock on a key that holds a value of this content, or
   *     of one that deletes
   */
  ReadBook(VersionBook versions, BiFunction<Bytes, @Nullable Long, Optional<Long>> locked) {
    this.versions = versions;
    this.locked = locked;
  }

  /** Keys that readers were told of. */
  long reads() {
    return reads;
  }

  /** A reader was told the value of a user key. */
  void told(Bytes userKey, long ts, @Nullable Bytes value, List<Long> own) {
    Bytes key = MvccKeys.encode(userKey);
    compare(key, ts, value, false, own);
    ceiling.raise(new KeyRange(key, key.successor()), ts - 1);
  }

  /** A reader was told all that lies in a range of user keys. */
  void toldAll(
      KeyRange userRange, long ts, Map<Bytes, Bytes> pairs, boolean keysOnly, List<Long> own) {
    TreeMap<Bytes, Bytes> found = new TreeMap<>();
    pairs.forEach((key, value) -> found.put(MvccKeys.encode(key), value));
    KeyRange range = MvccKeys.positions(userRange.start(), userRange.end(), KeyRange.ALL);
    for (Bytes key : versions.keys(range)) {
      compare(key, ts, found.remove(key), keysOnly, own);
    }
    for (Map.Entry<Bytes, Bytes> each : found.entrySet()) {
      compare(each.getKey(), ts, each.getValue(), keysOnly, own);
    }
    ceiling.raise(range, ts - 1);
  }

  private void compare(
      Bytes key, long ts, @Nullable Bytes value, boolean keysOnly, List<Long> own) {
    reads++;
    VersionBook.Version version = versions.at(key, ts);
    // Who reads at its own commit timestamp does so before the commit; repeated late, after it.
    boolean mayBeOwn =
        version != null && version.commitTs() == ts && own.contains(version.startTs());
    boolean shown =
        shows(version, value, keysOnly)
            || (mayBeOwn && shows(versions.at(key, ts - 1), value, keysOnly));
    if (!shown && !isEarly(key, ts, value)) {
      throw broken(
          "V14 a read does not show what is committed",
          key,
          versions.around(key, ts),
          "told at " + ts + ": " + (value == null ? "nothing" : VersionBook.content(value)));
    }
  }

  /**
   * A read sees what apply has put into the engine; the loop that tells the books is behind it by a
   * turn. Whoever holds the lock must then turn out to be committed at or below the read.
   */
  private boolean isEarly(Bytes key, long ts, @Nullable Bytes value) {
    Optional<Long> owner = locked.apply(key, value == null ? null : VersionBook.content(value));
    owner.ifPresent(
        startTs -> early.computeIfAbsent(startTs, t -> new ArrayList<>()).add(new Early(key, ts)));
    return owner.isPresent();
  }

  /** A transaction was rolled back on a key: nobody may have been told what it held there. */
  void rolledBack(Bytes key, long startTs) {
    for (Early each : early.getOrDefault(startTs, List.of())) {
      if (each.key.equals(key)) {
        throw broken("V14 a read has shown what was rolled back", key, startTs, each.ts);
      }
    }
  }

  private static boolean shows(
      VersionBook.@Nullable Version version, @Nullable Bytes value, boolean keysOnly) {
    Long content = version == null ? null : version.content();
    if (value == null || content == null) {
      return value == null && content == null;
    }
    return keysOnly || content == VersionBook.content(value);
  }

  /** A version that was just committed: nobody may have been told that it is not there. */
  void committed(Bytes key, VersionBook.Version version) {
    boolean wasEarly = false;
    for (Early each : early.getOrDefault(version.startTs(), List.of())) {
      if (each.key.equals(key)) {
        wasEarly = true;
        if (MvccKeys.after(version.commitTs(), each.ts)) {
          throw broken("V14 a read has shown what is committed later", key, version, each.ts);
        }
      }
    }
    long read = ceiling.at(key);
    if (!wasEarly && !MvccKeys.after(version.commitTs(), read)) {
      throw broken(
          "TXN-5 a commit below what a reader was told", key, version, "read at " + (read + 1));
    }
  }

  private static InvariantViolation broken(String rule, Bytes key, Object before, Object now) {
    return Invariant.unreachable(rule + " key=" + key + " before=" + before + " now=" + now);
  }
}
