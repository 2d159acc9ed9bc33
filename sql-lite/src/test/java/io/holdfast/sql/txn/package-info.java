/** Tests of transactions that need no cluster: the lock table and its queues. */
@NullMarked
package io.holdfast.sql.txn;

import org.jspecify.annotations.NullMarked;
