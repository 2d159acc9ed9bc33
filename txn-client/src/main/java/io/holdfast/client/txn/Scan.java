package io.holdfast.client.txn;

import io.holdfast.client.rpc.Operations;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An open scan: entries in order, fetched batch by batch as they are consumed, so that a slow
 * reader holds no more than one batch. Can be iterated once, by one thread.
 */
public final class Scan implements Iterable<KeyValue>, AutoCloseable {
  private final Operations operations;
  private final PageSource pages;
  private final int batch;
  private long left;
  private List<KeyValue> page = List.of();
  private int at;
  private boolean last;

  Scan(Operations operations, PageSource pages, long limit, int batch) {
    this.operations = operations;
    this.pages = pages;
    this.left = limit;
    this.batch = batch;
  }

  private boolean fill() {
    while (at >= page.size() && !last && left > 0) {
      Page next = operations.await(pages.next((int) Math.min(batch, left)));
      page = next.entries();
      at = 0;
      last = next.last();
    }
    return left > 0 && at < page.size();
  }

  @Override
  public Iterator<KeyValue> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return fill();
      }

      @Override
      public KeyValue next() {
        if (!fill()) {
          throw new NoSuchElementException();
        }
        left--;
        return page.get(at++);
      }
    };
  }

  /** The entries as a sequential stream. */
  public Stream<KeyValue> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** Ends the scan; later calls find no entry. */
  @Override
  public void close() {
    last = true;
    left = 0;
  }
}
