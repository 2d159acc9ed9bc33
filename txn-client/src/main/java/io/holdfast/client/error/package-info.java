/**
 * The public errors of the client: {@link io.holdfast.client.error.TxnException} and its sealed
 * family. All are unchecked, and each says what its catcher needs to know: may the work be run
 * again, may it have been committed, what is its SQLSTATE.
 *
 * <p>Region errors never get here: routing is retried inside until a budget of time is used up.
 * Values only; may be thrown on any thread.
 */
@NullMarked
package io.holdfast.client.error;

import org.jspecify.annotations.NullMarked;
