/** Tests of the checks between nodes. */
@NullMarked
package io.holdfast.cluster.invariant;

import org.jspecify.annotations.NullMarked;
