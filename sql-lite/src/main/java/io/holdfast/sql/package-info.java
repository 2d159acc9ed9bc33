/**
 * Tables over transactions, spoken to by PostgreSQL's protocol.
 *
 * <p>The rooms, in the order in which a statement passes them: {@code pgwire} (frames), {@code
 * session} (one connection's state), {@code parse} (text to syntax tree), {@code plan} (meaning,
 * rewriting, access paths, cache), {@code exec} and {@code ddl} (running it), {@code txn} (what it
 * reads, locks and writes), {@code catalog} (which tables there are). {@code server} puts a node
 * together. Data flows one way; a session's statements run on one thread at a time, which may block
 * only through its runtime.
 */
@NullMarked
package io.holdfast.sql;

import org.jspecify.annotations.NullMarked;
