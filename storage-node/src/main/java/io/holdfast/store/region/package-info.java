/**
 * Regions and their replicas on this store: what a region is ({@link
 * io.holdfast.store.region.RegionDescriptor}), who may be asked for it ({@link
 * io.holdfast.store.region.RequestChecks}), and the replica itself ({@link
 * io.holdfast.store.region.RegionPeer}), which hands commands to Raft and committed entries to the
 * apply loop.
 *
 * <p>Threads: everything but the value types belongs to the store loop; what other threads may know
 * of a region is its {@link io.holdfast.store.region.RegionView}. Other rooms are reached through
 * ports ({@link io.holdfast.store.region.ApplyQueue}, {@link
 * io.holdfast.store.region.SnapshotPort}, {@link io.holdfast.store.region.RegionEvents}) that the
 * composition root fills.
 *
 * <p>Invariants: the ranges of the initialised replicas of a store never overlap (G1, G6); a caller
 * is answered only by what became of its entry, never by what became of its leader; a replica is
 * installed, split and destroyed by the orders of D7 and D8; one that contradicts itself, its log
 * or its leader is set aside, and only it (G12).
 */
@NullMarked
package io.holdfast.store.region;

import org.jspecify.annotations.NullMarked;
