/**
 * Judges of what clients saw: linearizability of single keys, conservation of money, dependency
 * cycles of transactions (G0 to G2, as in Adya's thesis, with real-time order), equality of
 * replicas.
 *
 * <p>All checkers are pure functions of a {@link io.holdfast.simulation.check.History} or of values
 * handed in; they run on the test's thread after the run. They tell "wrong" from "could not
 * decide", and a check that saw nothing is not passed. Each is tested on histories known to be good
 * and known to be bad.
 */
@NullMarked
package io.holdfast.simulation.check;

import org.jspecify.annotations.NullMarked;
