package io.holdfast.bench.hot;

import io.holdfast.bench.load.Client;
import io.holdfast.bench.micro.BenchKeys;
import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One client of one operation; counts how often its transactions began again. */
final class HotClient implements Client {
  private final HotOperation operation;
  private final Database database;
  private final BenchKeys keys;
  private final ToIntFunction<SplittableRandom> choice;
  private final Bytes value;

  HotClient(
      HotOperation operation,
      Database database,
      BenchKeys keys,
      ToIntFunction<SplittableRandom> choice,
      Bytes value) {
    this.operation = operation;
    this.database = database;
    this.keys = keys;
    this.choice = choice;
    this.value = value;
  }

  @Override
  public int once(SplittableRandom random) {
    Bytes key = keys.key(choice.applyAsInt(random));
    return switch (operation) {
      case READ -> read(key);
      case UPDATE -> write(key);
      case MIX -> random.nextBoolean() ? read(key) : write(key);
      case TRANSFER -> write(key, keys.key(choice.applyAsInt(random)));
    };
  }

  private int read(Bytes key) {
    ReadOptions now = ReadOptions.snapshot(database.currentTimestamp());
    check(database.snapshot(now).get(key));
    return 0;
  }

  private int write(Bytes... touched) {
    int[] attempts = {0};
    database.run(
        tx -> {
          attempts[0]++;
          for (Bytes key : touched) {
            update(tx, key);
          }
        });
    return attempts[0] - 1;
  }

  private void update(Transaction tx, Bytes key) {
    check(tx.get(key));
    tx.put(key, value);
  }

  private static void check(@Nullable Bytes found) {
    if (found == null) {
      throw new IllegalStateException("a key is missing");
    }
  }
}
