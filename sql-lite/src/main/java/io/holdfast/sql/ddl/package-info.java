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
 *       bounded).
 *   <li>rule SQL-2: who changes an object that others may be using first publishes a mark that
 *       keeps it to itself ({@code Kept}): nobody else changes it, or commits what it writes to the
 *       table. Who copies or checks rows, or renames, waits at once until leases from before the
 *       mark have ended: a snapshot from then on misses no row. Others wait at their commit, once
 *       for all they have marked.
 *   <li>rule SQL-3: while a node knows of a mark it does not rely on leases: its statements use the
 *       catalogue as of their own timestamps, and commits that rest on a marked table look again
 *       behind theirs. So a change is in force for everybody from the timestamp of its commit, with
 *       the rows committed beside it, and nobody waits after it. What was just made has no mark: a
 *       name that a statement does not find is looked for again, with a new snapshot.
 *   <li>rule SQL-4: commits that change the catalogue write its version key, hence follow each
 *       other; each checks there that it still holds its marks, that the tables it changes have the
 *       versions it began with, and that no object of another oid has a name that it takes.
 *   <li>rule SQL-5: object identifiers, data ids, column ids and versions of descriptors are handed
 *       out once; a plan made for one descriptor cannot be taken for another's.
 *   <li>rule SQL-6: a column is added as in SQL-2: an UPDATE planned with the older form would
 *       write rows back without what others have put into the new column. And it is dropped so:
 *       rows written without it would look NULL to who still reads with the older form.
 * </ul>
 *
 * <p>A transaction that has used a table which is changed meanwhile fails at its commit with 40001,
 * where PostgreSQL would have let the change wait; the same for one that has written to a table
 * that is marked at that moment. Runs on the thread of the session; blocks.
 */
@NullMarked
package io.holdfast.sql.ddl;

import org.jspecify.annotations.NullMarked;
