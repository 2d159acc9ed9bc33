/** Tests of what stores promise each other. */
@NullMarked
package io.holdfast.store.liveness;

import org.jspecify.annotations.NullMarked;
