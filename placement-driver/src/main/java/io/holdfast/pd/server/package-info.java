/**
 * One member of the placement driver as a node: {@link io.holdfast.pd.server.PdNode} is the only
 * place that wires runtime, log, Raft group, state and services together.
 *
 * <p>Two loops: {@code pd-loop} owns everything but files in writing, {@code pd-log} writes and
 * syncs the Raft log and the snapshots of the state.
 *
 * <pre>
 *   data directory   FORMAT      version, cluster, key mode; written once
 *                    raft-log/   the shared log of the raft module
 *                    state       snapshot of the state, replaced by renaming
 *                    node.lock   held while the node lives
 * </pre>
 *
 * <p>Invariants: the log is truncated only up to the position of a snapshot that is durable (rule
 * D3); a directory of another format, cluster or key mode is refused before anything is written.
 */
@NullMarked
package io.holdfast.pd.server;

import org.jspecify.annotations.NullMarked;
