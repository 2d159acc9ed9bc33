/**
 * Runs physical plans: a tree of operators per execution, from which rows are pulled one at a time.
 *
 * <p>{@link io.holdfast.sql.exec.Execution} opens a plan over an {@link
 * io.holdfast.sql.exec.ExecutionContext} (transaction, parameters, memory account). A row is an
 * array of values that is never changed once it was handed out, so operators may keep it. Row-wise
 * execution is a simplification of the first version; batches come with push-down.
 *
 * <p>An execution belongs to one thread at a time and blocks only inside of the transaction.
 * Operators hold what they must (sort, hash tables) in memory, on the account of the statement:
 * over its limit the statement fails with SQLSTATE 53200, nothing is spilled to disk yet. Nobody
 * iterates a hash map: rows come out in an order that depends on the input only.
 */
@NullMarked
package io.holdfast.sql.exec;

import org.jspecify.annotations.NullMarked;
