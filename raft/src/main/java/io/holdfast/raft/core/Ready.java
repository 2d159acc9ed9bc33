package io.holdfast.raft.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work the core asks for. Several may be outstanding; they are made durable in the order of their
 * numbers, and {@link RawNode#persisted} is called for every one of them or for a later one.
 *
 * @param number 1, 2, 3, ...
 * @param hardState to be made durable together with {@code entries}; null if unchanged. A change of
 *     the commit index alone is not reported: it travels with the next entries (L18)
 * @param entries to be appended to the log; the first one may overwrite: everything at or above its
 *     index is then gone
 * @param messages may leave now, in parallel with the disk write
 * @param messagesAfterPersist vote grants, acknowledgements and everything that mentions a term not
 *     yet durable: may leave only when this Ready and all before it are durable
 * @param committed to be applied in order; committed and durable here, so also readable from the
 *     log after a crash
 * @param readStates answers to {@link RawNode#readIndex}
 * @param snapshot if not null: the state machine is replaced by the one of this snapshot and the
 *     log reset to {@code (index, term)}, before {@code entries} are appended and before {@code
 *     persisted(number)}
 * @param softState null if unchanged
 */
public record Ready(
    long number,
    @Nullable HardState hardState,
    List<Entry> entries,
    List<Message> messages,
    List<Message> messagesAfterPersist,
    List<Entry> committed,
    List<ReadState> readStates,
    @Nullable SnapshotMeta snapshot,
    @Nullable SoftState softState) {
  /**
   * True iff something must be written and synced. If not, and all earlier Readys are durable,
   * {@code persisted(number)} may be called at once.
   */
  public boolean mustSync() {
    return hardState != null || !entries.isEmpty() || snapshot != null;
  }
}
