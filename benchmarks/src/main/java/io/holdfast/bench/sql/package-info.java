/**
 * Statements of SQL through pgjdbc: what a select, an insert or a transfer costs all our servers
 * together, beside PostgreSQL on the same machine in the same run.
 *
 * <p>One thread drives; each session has a thread of its own.
 */
@NullMarked
package io.holdfast.bench.sql;

import org.jspecify.annotations.NullMarked;
