package io.holdfast.client.txn;

import java.util.concurrent.CompletableFuture;

/** Fetches one page after the other; the next one only after the one before has arrived. */
@FunctionalInterface
public interface PageSource {
  /** The next page, of {@code entriesMax} entries at the most. May be empty and not the last. */
  CompletableFuture<Page> next(int entriesMax);
}
