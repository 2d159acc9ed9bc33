/** Tests of the room of the same name. */
@NullMarked
package io.holdfast.simulation.world;

import org.jspecify.annotations.NullMarked;
