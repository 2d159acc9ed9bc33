package io.holdfast.client.txn;

import io.holdfast.client.commit.Mutation;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays a transaction's own writes over the pages of a snapshot scan: a write hides or adds an
 * entry, a delete hides one. Both sides come in the order of the scan (rule TXN-10).
 */
final class ScanMerge {
  private final List<Mutation> own;
  private final boolean reverse;
  private final boolean keysOnly;
  private int at;

  ScanMerge(List<Mutation> own, boolean reverse, boolean keysOnly) {
    this.own = own;
    this.reverse = reverse;
    this.keysOnly = keysOnly;
  }

  /** What the reader sees of the range that the page covers. */
  List<KeyValue> merge(Page page) {
    List<KeyValue> merged = new ArrayList<>(page.entries().size());
    for (KeyValue entry : page.entries()) {
      int order = compareOwn(entry);
      while (order < 0) {
        emit(merged);
        order = compareOwn(entry);
      }
      if (order == 0) {
        emit(merged);
      } else {
        merged.add(entry);
      }
    }
    // Behind the last entry of a page more entries may come, so own writes there must wait.
    while (page.last() && at < own.size()) {
      emit(merged);
    }
    return merged;
  }

  /** Below zero: the next own write comes before the entry. */
  private int compareOwn(KeyValue entry) {
    if (at >= own.size()) {
      return 1;
    }
    int order = own.get(at).key().compareTo(entry.key());
    return reverse ? -order : order;
  }

  private void emit(List<KeyValue> merged) {
    Mutation mutation = own.get(at++);
    if (MemBuffer.writesValue(mutation)) {
      merged.add(new KeyValue(mutation.key(), keysOnly ? Bytes.EMPTY : mutation.value()));
    }
  }
}
