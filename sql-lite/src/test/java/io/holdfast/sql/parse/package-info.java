/** Tests of the grammar; expected texts, places and groupings were taken from PostgreSQL 15. */
@NullMarked
package io.holdfast.sql.parse;

import org.jspecify.annotations.NullMarked;
