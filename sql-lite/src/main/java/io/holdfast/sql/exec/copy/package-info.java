/**
 * The text forms of COPY: lines of fields, as PostgreSQL reads and writes them.
 *
 * <p>Reading is incremental: bytes arrive cut anywhere, lines leave as soon as they are complete.
 * One reader per COPY, one thread; formats are immutable. Errors carry the line and the column in
 * the way {@code psql} shows them (CONTEXT).
 */
@NullMarked
package io.holdfast.sql.exec.copy;

import org.jspecify.annotations.NullMarked;
