/** The scheduler against a region made by hand, and its latches. */
@NullMarked
package io.holdfast.store.txn;

import org.jspecify.annotations.NullMarked;
