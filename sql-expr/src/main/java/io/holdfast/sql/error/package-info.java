/**
 * What a user of SQL is told when something is refused or fails.
 *
 * <p>One exception type for all rooms of the SQL layer, {@link io.holdfast.sql.error.SqlException}:
 * its SQLSTATE is a promise (clients branch on it), its text follows PostgreSQL's. Immutable once
 * thrown, usable from any thread.
 */
@NullMarked
package io.holdfast.sql.error;

import org.jspecify.annotations.NullMarked;
