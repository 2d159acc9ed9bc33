package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.txn.StatementLimits;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that no node hands out twice: each node takes blocks of them from a counter in the
 * cluster. What a node has not used when it ends is lost. Thread-safe; may block to take a block.
 */
final class IdBlocks {
  private record Block(long next, long end) {}

  private final CatalogStore store;
  private final Bytes counter;
  private final long first;
  private final int blockSize;
  private final AtomicReference<@Nullable Block> block;

  IdBlocks(CatalogStore store, Bytes counter, long first, int blockSize) {
    this(store, counter, first, blockSize, new AtomicReference<>());
  }

  private IdBlocks(
      CatalogStore store,
      Bytes counter,
      long first,
      int blockSize,
      AtomicReference<@Nullable Block> block) {
    this.store = store;
    this.block = block;
    this.counter = counter;
    this.first = first;
    this.blockSize = blockSize;
  }

  /** The same numbers; a block that is taken here ends with the limits. */
  IdBlocks within(Supplier<StatementLimits> limits) {
    return new IdBlocks(store.within(limits), counter, first, blockSize, block);
  }

  long next() {
    while (true) {
      Block now = block.get();
      if (now != null && now.next < now.end) {
        if (block.compareAndSet(now, new Block(now.next + 1, now.end))) {
          return now.next;
        }
      } else {
        // Two threads may take a block each here; the numbers of one of them are lost.
        Block taken = take();
        if (block.compareAndSet(now, new Block(taken.next + 1, taken.end))) {
          return taken.next;
        }
      }
    }
  }

  private Block take() {
    return store.transact(
        tx -> {
          Bytes value = tx.getForUpdate(counter);
          long next = value == null ? first : CatalogKeys.number(value);
          tx.put(counter, CatalogKeys.number(next + blockSize));
          return new Block(next, next + blockSize);
        });
  }
}
