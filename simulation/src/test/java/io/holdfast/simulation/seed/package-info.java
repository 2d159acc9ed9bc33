/** Tests of the room of the same name. */
@NullMarked
package io.holdfast.simulation.seed;

import org.jspecify.annotations.NullMarked;
