/**
 * The bank as users of SQL see it, and what proves it: tellers, auditors, changes of tables under
 * load, on sessions of two SQL nodes under simulated time and faults. One seed, one run, one
 * report, as in {@link io.holdfast.workload.seeds}.
 *
 * <p>A {@link io.holdfast.workload.sqlbank.Worker} is a client with one session. Its thread dies
 * with the SQL node; what it knows survives, as it would in a client's machine, and its next life
 * goes on from there. Workers share state without locks: exactly one thread of a run runs at a
 * time, and none gives way but at a statement or a pause.
 *
 * <p>What an error means is part of what is tested: 40001, 40P01 and the like say that nothing was
 * committed and are held to it; 40003 and the death of a node leave both possible; an error that no
 * correct program could cause here fails the run.
 */
@NullMarked
package io.holdfast.workload.sqlbank;

import org.jspecify.annotations.NullMarked;
