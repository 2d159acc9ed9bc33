/** The memory engine: contract, crash model, tree. */
@NullMarked
package io.holdfast.store.engine.memory;

import org.jspecify.annotations.NullMarked;
