package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who among those that have made marks waits for the marks of whom, for all nodes. A transaction
 * that has waited for a while says so, and looks whether those it waits for wait for it: of the
 * transactions of a deadlock the last to say so sees it and is refused.
 */
final class MarkWaits {
  private final CatalogStore store;

  MarkWaits(CatalogStore store) {
    this.store = store;
  }

  /**
   * A maker of marks waits for others.
   *
   * @throws SqlException 40P01 when they wait for it
   */
  void begin(long maker, List<Long> others) {
    boolean deadlock =
        store.transact(
            tx -> {
              boolean found = leadsTo(tx, others, maker);
              if (!found) {
                tx.put(CatalogKeys.waitOf(maker), entry(tx.timestamp(), others));
              }
              return found;
            });
    if (deadlock) {
      throw new SqlException(SqlState.DEADLOCK_DETECTED, "deadlock detected")
          .withDetail("Transactions of several nodes wait for each other's tables.");
    }
  }

  private static boolean leadsTo(CatalogStore.Writes tx, List<Long> others, long maker) {
    Deque<Long> open = new ArrayDeque<>(others);
    TreeSet<Long> seen = new TreeSet<>(others);
    while (!open.isEmpty()) {
      for (long next : awaited(tx.getForUpdate(CatalogKeys.waitOf(open.remove())))) {
        if (next == maker) {
          return true;
        }
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }

  private static Bytes entry(long ts, List<Long> others) {
    Bytes entry = CatalogKeys.number(ts);
    for (long other : others) {
      entry = entry.concat(CatalogKeys.number(other));
    }
    return entry;
  }

  private static List<Long> awaited(@Nullable Bytes entry) {
    List<Long> all = new ArrayList<>();
    for (int at = Long.BYTES; entry != null && at < entry.length(); at += Long.BYTES) {
      all.add(CatalogKeys.number(entry.slice(at, at + Long.BYTES)));
    }
    return all;
  }

  /** It waits no more. */
  void end(long maker) {
    remove(store, CatalogKeys.waitOf(maker));
  }

  static void remove(CatalogStore store, Bytes key) {
    store.transact(
        tx -> {
          tx.delete(key);
          return true;
        });
  }
}
