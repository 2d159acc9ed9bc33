/**
 * Whether stores are in touch, said once for each pair of stores and not for each region (L1–L7):
 * {@link io.holdfast.store.liveness.StoreLiveness} asks those that the leaders here need, and
 * supports those that ask. Regions build on it what binds votes, lets them sleep (L22) and covers
 * reads. A store that could not do what a leader must asks nobody ({@code Vitals}, L9).
 *
 * <p>{@code PromisesGiven}, {@code PromisesTaken} and {@code ClockWatch} are pure: calls in, values
 * out, no clock. The room runs on a loop of its own, with streams of its own, so that neither a
 * busy store loop nor a queue of appends is taken for death.
 */
@NullMarked
package io.holdfast.store.liveness;

import org.jspecify.annotations.NullMarked;
