package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicReference<@Nullable Block> block = new AtomicReference<>();

  IdBlocks(CatalogStore store, Bytes counter, long first, int blockSize) {
    this.store = store;
    this.counter = counter;
    this.first = first;
    this.blockSize = blockSize;
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
