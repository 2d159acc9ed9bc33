/**
 * Runs of the whole system under simulated time: one seed, one run, one report. A run has a safety
 * phase, in which a nemesis hurts nodes and network while clients of the bank work, and a liveness
 * phase, in which everything is whole again and every client must succeed once more; at the end the
 * sum is exact and the replicas hold the same bytes.
 *
 * <p>One thread drives a run; two runs share nothing.
 */
@NullMarked
package io.holdfast.workload.seeds;

import org.jspecify.annotations.NullMarked;
