/** Tests of the room of the same name. */
@NullMarked
package io.holdfast.simulation.check;

import org.jspecify.annotations.NullMarked;
