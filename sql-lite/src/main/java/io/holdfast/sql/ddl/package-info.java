/**
 * Runs CREATE, ALTER, DROP, TRUNCATE and COMMENT inside the transaction of a session.
 *
 * <p>A change is laid over the session's catalogue ({@link
 * io.holdfast.sql.catalog.CatalogTransaction}) and becomes one with the commit of its transaction:
 * ROLLBACK undoes it like any write. CREATE and DROP DATABASE alone have a transaction of their
 * own.
 *
 * <p>Rules that keep nodes with different catalogues from contradicting each other:
 *
 * <ul>
 *   <li>rule SQL-1: a node uses a version of the catalogue for at most LEASE_MILLIS of the
 *       cluster's time after it saw it, for statements (their timestamp) and commits (theirs is
 *       bounded). A change of an existing object is answered only when so much time has passed
 *       since its commit: no statement that begins then is planned with the older form.
 *   <li>rule SQL-2: who replaces or checks all rows of a table first publishes that nobody may
 *       write to it, and waits as in SQL-1. Every commit with the older form is then before any
 *       snapshot taken from now on; so the copy misses no row.
 *   <li>rule SQL-3: a table with new rows stays blocked when it is published, until leases have
 *       ended once more: nobody reads the old rows after somebody else has written new ones.
 *   <li>rule SQL-4: commits that change the catalogue write its version key, hence follow each
 *       other; each checks there that the tables it changes have the versions it began with, and
 *       that no name is taken twice.
 *   <li>rule SQL-5: object identifiers, data ids, column ids and versions of descriptors are handed
 *       out once; a plan made for one descriptor cannot be taken for another's.
 *   <li>rule SQL-6: a column is added as in SQL-2: an UPDATE planned with the older form would
 *       write rows back without what others have put into the new column. And it is dropped so:
 *       rows written without it would look NULL to who still reads with the older form.
 * </ul>
 *
 * <p>A transaction that has used a table which is changed meanwhile fails at its commit with 40001,
 * where PostgreSQL would have let the change wait. Runs on the thread of the session; blocks.
 */
@NullMarked
package io.holdfast.sql.ddl;

import org.jspecify.annotations.NullMarked;
