/**
 * The store's talk with the placement driver: {@link io.holdfast.store.report.PdClient} carries it,
 * {@link io.holdfast.store.report.ClusterJoin} makes the store a member, {@link
 * io.holdfast.store.report.StoreReporter} and {@link io.holdfast.store.report.RegionReporter} tell
 * what is going on, {@link io.holdfast.store.report.RegionOrders} carries out what comes back. What
 * the store knows to be in use is {@link io.holdfast.store.report.KnownMarks} (rule T5); people
 * read the same news as lines and counters of {@link io.holdfast.store.report.StoreLog}.
 *
 * <p>Threads: everything belongs to the store loop; network callbacks hop to it. Nothing here
 * waits: while the placement driver is away, calls are repeated with back-off and the store serves
 * on.
 *
 * <p>Invariants: an id is persisted before it is used; an order is carried out only if the epoch it
 * was made for is still the region's.
 */
@NullMarked
package io.holdfast.store.report;

import org.jspecify.annotations.NullMarked;
