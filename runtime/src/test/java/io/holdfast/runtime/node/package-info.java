/** Tests of the production runtime. They wait on latches and futures, never on the clock. */
@NullMarked
package io.holdfast.runtime.node;

import org.jspecify.annotations.NullMarked;
