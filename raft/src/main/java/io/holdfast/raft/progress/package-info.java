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
 *                                | ^                   ^
 *             entries are gone   v |   the host is     | acknowledged beyond the gap
 *                              SNAPSHOT  done with it  |
 *                                  +-------------------+
 * </pre>
 *
 * <p>What the host says of a snapshot is not what the peer has: the last answer may be lost after
 * everything has arrived, or the snapshot may lie there and wait for its install. So every end of a
 * snapshot, good or bad, leads to a probe <em>behind</em> it (RAFT-7). The peer acknowledges that
 * append if it has the snapshot, and otherwise rejects it, which begins the next one. Both answers
 * may be lost: the next sign of life repeats the question.
 *
 * <p>Owned by the leader's loop. Invariant: {@code match < next}; {@code match} never falls.
 */
@NullMarked
package io.holdfast.raft.progress;

import org.jspecify.annotations.NullMarked;
