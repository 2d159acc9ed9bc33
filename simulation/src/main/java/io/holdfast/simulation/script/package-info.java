/** Placeholder. */
@NullMarked
package io.holdfast.simulation.script;

import org.jspecify.annotations.NullMarked;
