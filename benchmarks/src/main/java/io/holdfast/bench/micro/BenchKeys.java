package io.holdfast.bench.micro;

import io.holdfast.bench.yardstick.NumberedKeys;
import io.holdfast.client.Database;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The keys of a run: numbered, in order, each as long as every other. Any thread. */
public final class BenchKeys {
  private static final int LOAD_BATCH = 512;

  private final int count;

  /** Keys from 0 on. */
  public BenchKeys(int count) {
    this.count = count;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The key of a number. */
  public Bytes key(int number) {
    return Bytes.wrap(NumberedKeys.key(number));
  }

  /** From that key to the end of all. */
  public KeyRange from(int number) {
    return new KeyRange(key(number), key(count));
  }

  /** Keys that cut all into that many equal parts. */
  public List<Bytes> cuts(int parts) {
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < parts; i++) {
      cuts.add(key((int) ((long) count * i / parts)));
    }
    return cuts;
  }

  /** Writes all of them, the same value under each. */
  public void load(
      Database database, boolean transactional, int valueBytes, Consumer<String> progress) {
    progress.accept(String.format(Locale.ROOT, "loading %,d keys", count));
    Bytes value = Call.value(valueBytes);
    for (int from = 0; from < count; from += LOAD_BATCH) {
      List<KeyValue> batch = new ArrayList<>(LOAD_BATCH);
      for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
        batch.add(new KeyValue(key(i), value));
      }
      if (transactional) {
        database.run(tx -> batch.forEach(pair -> tx.put(pair.key(), pair.value())));
      } else {
        database.raw().batchPut(batch);
      }
    }
  }
}
