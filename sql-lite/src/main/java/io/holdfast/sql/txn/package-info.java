/**
 * Transactions of sessions over {@link io.holdfast.client.Database}: what a statement reads, what
 * it locks, what is written at COMMIT. One {@link io.holdfast.sql.txn.SqlTransaction} per
 * transaction block, used by one thread at a time; it blocks only through {@code NodeRuntime}.
 * Shared by all sessions of a node are the row locks (one guarded table) and the counters.
 *
 * <p><b>The store</b> offers snapshot reads and optimistic two-phase commits: a commit with start
 * timestamp {@code s} fails when somebody has committed a written key after {@code s}.
 *
 * <p><b>READ COMMITTED without lost updates (rule SQL-7).</b> Every statement reads at a timestamp
 * of its own. A write remembers its <em>basis</em>: the value it was computed from and the
 * timestamp {@code b} of that read. At COMMIT {@code s} is chosen not below any {@code b}; keys
 * with {@code b < s} are read again at {@code s} and must hold their basis, keys with {@code b = s}
 * need no look. From {@code s} to the commit the store's own check covers every key. So at the
 * instant of the commit each written key still holds the value its new one was computed from. A
 * statement alone in its transaction has {@code b = s} throughout and needs no round of its own.
 *
 * <p><b>REPEATABLE READ</b> is snapshot isolation: {@code s} is the timestamp of all reads. Write
 * skew is possible in both.
 *
 * <p><b>SERIALIZABLE</b> adds: after the prewrite, at the very timestamp the commit will carry, all
 * that was read is read again and must be the same (rules S1, S3, S6, S7).
 *
 * <p><b>Tables</b> are held by those who use them until they end ({@code TableHolds}), in
 * PostgreSQL's modes, so that LOCK TABLE waits for them and they for it (rule SQL-16).
 *
 * <p><b>Row locks</b> order the sessions of one node so that they wait instead of failing. Safety
 * never rests on them: sessions of other nodes do not see them, and every commit checks.
 */
@NullMarked
package io.holdfast.sql.txn;

import org.jspecify.annotations.NullMarked;
