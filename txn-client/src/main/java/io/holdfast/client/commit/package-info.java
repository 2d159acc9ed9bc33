/**
 * Two-phase commit after Percolator: {@link io.holdfast.client.commit.TwoPhaseCommitter} drives one
 * transaction through prewrite, commit timestamp, commit of the primary (the commit point) and, in
 * the background, of the other keys.
 *
 * <p>Belongs to {@code client-loop}. Invariants: nothing is rolled back once the commit of the
 * primary may have been executed; a commit whose outcome is unknown is repeated and looked up, and
 * if that does not settle it in time, reported as undetermined, never as a conflict.
 */
@NullMarked
package io.holdfast.client.commit;

import org.jspecify.annotations.NullMarked;
