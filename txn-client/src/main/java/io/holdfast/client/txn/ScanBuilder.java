package io.holdfast.client.txn;

import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says how a scan is to run, then opens it. One thread at a time. */
public final class ScanBuilder {
  /** Entries per request unless told otherwise: a page of small rows is some tens of kilobytes. */
  public static final int BATCH_DEFAULT = 256;

  /** Entries per request at the most; clients of the protocol never ask for more. */
  public static final int BATCH_MAX = 10_240;

  /** Where the pages come from, once direction and columns are known. */
  @FunctionalInterface
  public interface Source {
    /** Begins a scan. */
    PageSource open(boolean reverse, boolean keysOnly);
  }

  private final Operations operations;
  private final Source source;
  private long limit = Long.MAX_VALUE;
  private int batch = BATCH_DEFAULT;
  private boolean reverse;
  private boolean keysOnly;

  /** Made by the client. */
  public ScanBuilder(Operations operations, Source source) {
    this.operations = operations;
    this.source = source;
  }

  /** Ends after so many entries. */
  public ScanBuilder limit(long entries) {
    if (entries < 0) {
      throw new IllegalArgumentException("limit " + entries);
    }
    limit = entries;
    return this;
  }

  /** From the last key of the range to the first. */
  public ScanBuilder reverse() {
    reverse = true;
    return this;
  }

  /** Leaves the values out. */
  public ScanBuilder keysOnly() {
    keysOnly = true;
    return this;
  }

  /** Entries to fetch with one request. */
  public ScanBuilder batch(int entries) {
    if (entries < 1 || entries > BATCH_MAX) {
      throw new IllegalArgumentException("batch " + entries + " outside [1, " + BATCH_MAX + "]");
    }
    batch = entries;
    return this;
  }

  /** Opens the scan. Nothing is fetched before the first entry is asked for. */
  public Scan open() {
    return new Scan(operations, source.open(reverse, keysOnly), limit, batch);
  }

  /** All entries; mind the memory. */
  public List<KeyValue> toList() {
    return operations.await(collect());
  }

  /** As {@link #toList}. */
  public CompletableFuture<List<KeyValue>> toListAsync() {
    return operations.handOut(collect());
  }

  private CompletableFuture<List<KeyValue>> collect() {
    CompletableFuture<List<KeyValue>> result = new CompletableFuture<>();
    collect(source.open(reverse, keysOnly), new ArrayList<>(), result);
    return result;
  }

  private void collect(
      PageSource pages, List<KeyValue> entries, CompletableFuture<List<KeyValue>> result) {
    if (entries.size() >= limit) {
      result.complete(entries);
      return;
    }
    Async.onSuccess(
        pages.next((int) Math.min(batch, limit - entries.size())),
        result,
        page -> {
          for (KeyValue entry : page.entries()) {
            if (entries.size() < limit) {
              entries.add(entry);
            }
          }
          if (page.last()) {
            result.complete(entries);
          } else {
            collect(pages, entries, result);
          }
        });
  }
}
