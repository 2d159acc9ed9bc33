/** Tests of the room of the same name. */
@NullMarked
package io.holdfast.simulation.script;

import org.jspecify.annotations.NullMarked;
