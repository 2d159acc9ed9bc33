/**
 * What clients of a simulated cluster do, and how it is judged afterwards. A {@link
 * io.holdfast.workload.Workload} knows neither faults nor phases: those are the scenario's. Every
 * operation of every client goes into a history, and every history is judged.
 *
 * <p>Code of a client runs on cooperative threads of its own node and dies with it: what it had
 * begun stays undetermined in the history, and its next life is another process.
 */
@NullMarked
package io.holdfast.workload;

import org.jspecify.annotations.NullMarked;
