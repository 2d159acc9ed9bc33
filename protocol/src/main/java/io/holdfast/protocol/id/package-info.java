/**
 * Small values that name things: timestamps of the placement driver and epochs of regions.
 *
 * <p>Immutable, callable from any thread. Invariant: the order of timestamps is the order of their
 * {@code long} form read as unsigned (they are never negative in practice).
 */
@NullMarked
package io.holdfast.protocol.id;

import org.jspecify.annotations.NullMarked;
