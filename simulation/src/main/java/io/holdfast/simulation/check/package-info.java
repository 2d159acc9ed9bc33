/** Placeholder. */
@NullMarked
package io.holdfast.simulation.check;

import org.jspecify.annotations.NullMarked;
