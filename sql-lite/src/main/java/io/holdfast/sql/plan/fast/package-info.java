/**
 * The short way for short statements: reads and writes of rows by key, INSERT of values.
 *
 * <p>Names and types get their meaning from the same analysis as everywhere, so both ways cannot
 * answer differently; what is left out is the rewriting of the tree, which costs more than all the
 * rest and finds nothing to do here. Analysis and physical planning of a point read take some six
 * microseconds of processor time when warm. Whoever is not sure answers null. Pure functions, any
 * thread.
 */
@NullMarked
package io.holdfast.sql.plan.fast;

import org.jspecify.annotations.NullMarked;
