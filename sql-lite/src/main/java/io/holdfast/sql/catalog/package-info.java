/**
 * What databases, schemas and tables there are: immutable descriptors, their form in the key space,
 * and a node's view of them.
 *
 * <p>A descriptor never changes; a change of the catalogue makes a new descriptor and a new {@link
 * io.holdfast.sql.catalog.CatalogSnapshot} with a greater version. A snapshot may be read by any
 * thread. A statement works with one snapshot from its first name to its last row.
 *
 * <p>Invariants: an object identifier, a data id and the id of a column within its table are never
 * used again for something else; rows of one data id have one form (the same key columns).
 */
@NullMarked
package io.holdfast.sql.catalog;

import org.jspecify.annotations.NullMarked;
