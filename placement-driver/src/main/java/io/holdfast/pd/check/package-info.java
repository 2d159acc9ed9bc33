/**
 * What is wrong with a region, and what would mend it: pure functions from a view of the cluster to
 * a plan. No clocks, no randomness, no communication, so that the same view always gives the same
 * plan and tests need nothing but values. Runs on {@code pd-loop}.
 *
 * <p>Invariant: a plan never makes a region less available than it is: a replica is added as a
 * learner and votes only after it has caught up.
 */
@NullMarked
package io.holdfast.pd.check;

import org.jspecify.annotations.NullMarked;
