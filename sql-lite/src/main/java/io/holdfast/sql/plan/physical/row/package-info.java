/**
 * Rows of tables as keys and values of the key space.
 *
 * <p>A row's key is the prefix of its table's data followed by the primary key, or by the hidden
 * row id; its value holds the columns by their ids. Columns of the primary key that can be read
 * back from the key exactly are not stored a second time. Everything that writes or reads rows
 * (DML, COPY, changes of a table's key) does it through {@link
 * io.holdfast.sql.plan.physical.row.TableRows}, so that there is one form. Immutable, any thread.
 */
@NullMarked
package io.holdfast.sql.plan.physical.row;

import org.jspecify.annotations.NullMarked;
