/**
 * What a leader knows of each peer, and how much it may send to it.
 *
 * <pre>
 *   PROBE      one append at a time, until it is known where the logs part
 *   REPLICATE  a window of appends in flight, sent ahead of their acknowledgements
 *   SNAPSHOT   nothing is sent: the entries it needs are gone, the host sends the state
 *
 *        reject, unreachable          acknowledged
 *   REPLICATE -----------------> PROBE ----------> REPLICATE
 *                                | ^
 *             entries are gone   v |   sent, failed, or acknowledged beyond the gap
 *                              SNAPSHOT
 * </pre>
 *
 * <p>Owned by the leader's loop. Invariant: {@code match < next}; {@code match} never falls.
 */
@NullMarked
package io.holdfast.raft.progress;

import org.jspecify.annotations.NullMarked;
