/**
 * Transactions of sessions against a whole simulated cluster, with one or two SQL nodes: what
 * isolation levels promise, what row locks do, and what is said when a commit cannot be.
 */
@NullMarked
package io.holdfast.endtoend.sql.txn;

import org.jspecify.annotations.NullMarked;
