/**
 * Seeds: how one 64-bit number becomes every decision of a run.
 *
 * <p>{@link io.holdfast.simulation.seed.Seeds} derives independent streams by name, so that a new
 * consumer of randomness does not shift the decisions of the others; {@link
 * io.holdfast.simulation.seed.Gen} draws test values. No state, no threads; the same input gives
 * the same output in every JVM.
 */
@NullMarked
package io.holdfast.simulation.seed;

import org.jspecify.annotations.NullMarked;
