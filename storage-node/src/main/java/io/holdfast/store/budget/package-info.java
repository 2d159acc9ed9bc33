/**
 * What a store can hold at a time, shared out so that one region's trouble stays its own.
 *
 * <p>Every queue of a store that several regions feed is bounded by a {@link
 * io.holdfast.store.budget.SharedBudget}: bytes of proposals, commands in flight, reads that wait.
 *
 * <p>Threads: the store loop. Invariant: no part gives back more than it took.
 */
@NullMarked
package io.holdfast.store.budget;

import org.jspecify.annotations.NullMarked;
