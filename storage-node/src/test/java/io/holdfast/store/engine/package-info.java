/** One contract for both engines, and a naive model they are compared with. */
@NullMarked
package io.holdfast.store.engine;

import org.jspecify.annotations.NullMarked;
