/**
 * What the placement driver knows. {@link io.holdfast.pd.state.ClusterState} is the replicated
 * part: it changes only by applying {@link io.holdfast.pd.state.ClusterCommand}s in the order of
 * the Raft log, and applying needs neither clock nor randomness, so all members agree. {@link
 * io.holdfast.pd.state.RegionTree} also serves as the leader's live picture of the regions, built
 * from their heart-beats.
 *
 * <p>The rule of the whole module: decide (read state, choose commands), replicate, apply. Nobody
 * changes the replicated state by another way, and an answer that depends on a change waits until
 * the change is applied.
 *
 * <p>Everything here runs on {@code pd-loop}. Invariants: ranges in a region tree never overlap;
 * the window of the timestamp oracle, the bound of the ids and the GC safe point never go back
 * (rule T1).
 */
@NullMarked
package io.holdfast.pd.state;

import org.jspecify.annotations.NullMarked;
