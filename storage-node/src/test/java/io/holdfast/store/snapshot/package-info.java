/** Installing snapshots with crashes at every step. */
@NullMarked
package io.holdfast.store.snapshot;

import org.jspecify.annotations.NullMarked;
