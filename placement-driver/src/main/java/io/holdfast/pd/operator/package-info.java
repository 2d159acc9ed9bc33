/**
 * Plans being carried out. An {@link io.holdfast.pd.operator.Operator} is a list of steps for one
 * region; {@link io.holdfast.pd.operator.OperatorController} hands the current step to the region's
 * leader as the answer to its heart-beat, and looks at the next heart-beat whether it is done.
 * Steps are repeated until then, so nothing depends on an answer arriving; the epoch in each
 * instruction lets a leader refuse an old one.
 *
 * <p>Runs on {@code pd-loop}; soft state, lost with the leadership: checkers see again what is
 * missing. Invariant: a region has at most one operator.
 */
@NullMarked
package io.holdfast.pd.operator;

import org.jspecify.annotations.NullMarked;
