/**
 * The commands of transactions, one file each: Percolator over the families {@code lock}, {@code
 * write} and {@code default} (Percolator §2.2).
 *
 * <p>Pure: a command reads a snapshot and answers a write set plus a response; it performs nothing.
 * Requests and responses are records without wire types; the service maps them. Errors of keys
 * ({@link io.holdfast.store.txn.command.TxnError}) are part of responses, never exceptions.
 *
 * <p>Every command may be repeated at any time, before or after others on the same transaction: a
 * repeated request has no further effect. Rollback records are never collapsed, since that is what
 * stops a prewrite that arrives after its rollback.
 *
 * <p>{@link io.holdfast.store.txn.command.TxnCommands} is the one place that makes them, so that
 * tests can wire commands with a planted bug.
 */
@NullMarked
package io.holdfast.store.txn.command;

import org.jspecify.annotations.NullMarked;
