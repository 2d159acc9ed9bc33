package io.holdfast.workload;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.ReadView;
import io.holdfast.client.txn.ScanBuilder;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Looks at one shelf in a way that is drawn, and compares it with what must be there. */
record ShelfView(ReadView view, Bytes prefix, RandomGenerator random) {
  private static final int BATCH_MAX = 7;
  private static final int KEYS_MAX = 12;
  private static final int BEYOND = 4;

  /** How much was compared, and what is wrong with it. */
  record Result(long checked, @Nullable String difference) {
    static Result of(String how, Object expected, Object found) {
      return new Result(
          1, found.equals(expected) ? null : how + " shows " + found + ", expected " + expected);
    }
  }

  /** Everything, in pages of some size. */
  TreeMap<Bytes, Bytes> all() {
    TreeMap<Bytes, Bytes> all = new TreeMap<>();
    for (KeyValue each :
        view.scanPrefix(prefix).batch(1 + random.nextInt(4 * BATCH_MAX)).toList()) {
      all.put(each.key(), each.value());
    }
    return all;
  }

  Result compare(NavigableMap<Bytes, Bytes> expected) {
    return switch (random.nextInt(4)) {
      case 0 -> one(expected);
      case 1 -> some(expected);
      default -> range(expected);
    };
  }

  static Bytes key(Bytes prefix, int place) {
    return prefix.concat(Bytes.utf8(String.format(Locale.ROOT, "%03d", place)));
  }

  /** Of a place, or of one where nothing ever lies. */
  private Bytes key() {
    return key(prefix, random.nextInt(Shelves.PLACES + BEYOND));
  }

  private Result one(NavigableMap<Bytes, Bytes> expected) {
    Bytes key = key();
    return Result.of(
        "get " + key, String.valueOf(expected.get(key)), String.valueOf(view.get(key)));
  }

  private Result some(NavigableMap<Bytes, Bytes> expected) {
    List<Bytes> keys = new ArrayList<>();
    TreeMap<Bytes, Bytes> wanted = new TreeMap<>();
    for (int i = 1 + random.nextInt(KEYS_MAX); i > 0; i--) {
      Bytes key = key();
      Bytes value = expected.get(key);
      keys.add(key);
      if (value != null) {
        wanted.put(key, value);
      }
    }
    return Result.of("batchGet " + keys, wanted, new TreeMap<>(view.batchGet(keys)));
  }

  private Result range(NavigableMap<Bytes, Bytes> expected) {
    Bytes from = key();
    Bytes to = random.nextInt(4) == 0 ? prefix.prefixEnd() : key();
    KeyRange range = from.compareTo(to) <= 0 ? new KeyRange(from, to) : new KeyRange(to, from);
    boolean reverse = random.nextBoolean();
    boolean keysOnly = random.nextInt(3) == 0;
    long limit = random.nextInt(3) == 0 ? random.nextInt(10) : Long.MAX_VALUE;
    ScanBuilder scan = view.scan(range).batch(1 + random.nextInt(BATCH_MAX)).limit(limit);
    scan = reverse ? scan.reverse() : scan;
    scan = keysOnly ? scan.keysOnly() : scan;
    NavigableMap<Bytes, Bytes> part = expected.subMap(range.start(), true, range.end(), false);
    List<KeyValue> wanted = new ArrayList<>();
    (reverse ? part.descendingMap() : part)
        .forEach((key, value) -> wanted.add(new KeyValue(key, keysOnly ? Bytes.EMPTY : value)));
    List<KeyValue> cut = wanted.subList(0, (int) Math.min(limit, wanted.size()));
    String how = (reverse ? "scan down " : "scan ") + range + " limit " + limit;
    return Result.of(how, cut, scan.toList());
  }
}
