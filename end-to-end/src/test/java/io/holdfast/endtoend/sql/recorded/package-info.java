/** Whole sessions whose answers were recorded from PostgreSQL 15. */
@NullMarked
package io.holdfast.endtoend.sql.recorded;

import org.jspecify.annotations.NullMarked;
