/** Tests of the write buffer and of its place over a snapshot. */
@NullMarked
package io.holdfast.client.txn;

import org.jspecify.annotations.NullMarked;
