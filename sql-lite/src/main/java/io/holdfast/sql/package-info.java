/**
 * Tables over transactions, spoken to by the PostgreSQL protocol. Nothing is built here yet.
 *
 * <p>Depends on {@code txn-client} only; runs on the loops of its own process, never on a store's.
 */
@NullMarked
package io.holdfast.sql;

import org.jspecify.annotations.NullMarked;
