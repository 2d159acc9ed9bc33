package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When rows locked on this node were changed last: tells a session that has got a lock without
 * waiting whether its snapshot may be older than the last change. Forgets the oldest; a forgotten
 * row counts as changed at the latest timestamp forgotten, which costs a read too many, never one
 * too few. Guarded by the lock table.
 */
final class RecentCommits {
  /** Some megabytes; at 10,000 changes a second that is several seconds, longer than statements. */
  static final int ROWS_MAX = 65_536;

  private final LinkedHashMap<Bytes, Long> changedAt = new LinkedHashMap<>();
  private final int rowsMax;
  private long forgottenTs;

  RecentCommits(int rowsMax) {
    this.rowsMax = rowsMax;
  }

  void note(Bytes key, long commitTs) {
    changedAt.remove(key); // To the end of the order.
    changedAt.put(key, commitTs);
    if (changedAt.size() > rowsMax) {
      Iterator<Map.Entry<Bytes, Long>> oldest = changedAt.entrySet().iterator();
      forgottenTs = Math.max(forgottenTs, oldest.next().getValue());
      oldest.remove();
    }
  }

  boolean changedAfter(Bytes key, long ts) {
    Long known = changedAt.get(key);
    return (known != null ? known : forgottenTs) > ts;
  }
}
