package io.holdfast.bench.micro;

import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.client.txn.Transaction;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** One operation against one cluster. Any thread; draws its keys from the caller's randomness. */
@FunctionalInterface
interface Call {
  /** Starts one; the answer is checked, so that a cluster that returns nothing is not fast. */
  CompletableFuture<?> start(SplittableRandom random);

  /** The call of an operation on raw keys. */
  static Call raw(Operation operation, RawClient raw, BenchKeys keys, int valueBytes) {
    Bytes value = value(valueBytes);
    return switch (operation) {
      case GET ->
          random ->
              raw.getAsync(any(keys, random))
                  .thenAccept(found -> check(found.isPresent(), "a key is missing"));
      case PUT -> random -> raw.putAsync(any(keys, random), value);
      case SCAN ->
          random ->
              raw.scan(keys.from(scanStart(keys, random)))
                  .limit(Operation.SCAN_ROWS)
                  .batch(Operation.SCAN_ROWS)
                  .toListAsync()
                  .thenAccept(rows -> check(rows.size() == Operation.SCAN_ROWS, "rows missing"));
      case BATCH ->
          random ->
              raw.batchGetAsync(some(keys, random))
                  .thenAccept(found -> check(!found.isEmpty(), "keys are missing"));
      case TXN_GET, TXN_PUT, TRANSFER ->
          throw new IllegalArgumentException(operation.title() + " needs transactions");
    };
  }

  /** The call of an operation as a transaction, or as a read at a timestamp. */
  static Call transactional(
      Operation operation, Database database, BenchKeys keys, int valueBytes) {
    Bytes value = value(valueBytes);
    return switch (operation) {
      case GET -> {
        Snapshot snapshot = database.snapshot(ReadOptions.latest());
        yield random -> get(snapshot, any(keys, random));
      }
      case SCAN -> {
        Snapshot snapshot = database.snapshot(ReadOptions.latest());
        yield random ->
            snapshot
                .scan(keys.from(scanStart(keys, random)))
                .limit(Operation.SCAN_ROWS)
                .batch(Operation.SCAN_ROWS)
                .toListAsync()
                .thenAccept(rows -> check(rows.size() == Operation.SCAN_ROWS, "rows missing"));
      }
      case BATCH -> {
        Snapshot snapshot = database.snapshot(ReadOptions.latest());
        yield random ->
            snapshot
                .batchGetAsync(some(keys, random))
                .thenAccept(found -> check(!found.isEmpty(), "keys are missing"));
      }
      case TXN_GET ->
          random ->
              database
                  .currentTimestampAsync()
                  .thenCompose(
                      ts -> get(database.snapshot(ReadOptions.snapshot(ts)), any(keys, random)));
      case PUT, TXN_PUT ->
          random ->
              database.transactAsync(
                  tx -> {
                    tx.put(any(keys, random), value);
                    return CompletableFuture.completedFuture(Boolean.TRUE);
                  });
      case TRANSFER ->
          random -> {
            Bytes from = any(keys, random);
            Bytes to = any(keys, random);
            return database.transactAsync(tx -> transfer(tx, from, to, value));
          };
    };
  }

  private static CompletableFuture<Boolean> transfer(
      Transaction tx, Bytes from, Bytes to, Bytes value) {
    return tx.batchGetAsync(List.of(from, to))
        .thenApply(
            found -> {
              check(!found.isEmpty(), "accounts are missing");
              tx.put(from, value);
              tx.put(to, value);
              return Boolean.TRUE;
            });
  }

  private static CompletableFuture<?> get(Snapshot snapshot, Bytes key) {
    return snapshot.getAsync(key).thenAccept(found -> check(found.isPresent(), "a key is missing"));
  }

  private static Bytes any(BenchKeys keys, SplittableRandom random) {
    return keys.key(random.nextInt(keys.count()));
  }

  private static int scanStart(BenchKeys keys, SplittableRandom random) {
    return random.nextInt(keys.count() - Operation.SCAN_ROWS);
  }

  private static List<Bytes> some(BenchKeys keys, SplittableRandom random) {
    List<Bytes> some = new ArrayList<>(Operation.BATCH_KEYS);
    for (int i = 0; i < Operation.BATCH_KEYS; i++) {
      some.add(any(keys, random));
    }
    return some;
  }

  /** Bytes that do not compress. */
  static Bytes value(int bytes) {
    byte[] value = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(value);
    return Bytes.wrap(value);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalStateException(message);
    }
  }
}
