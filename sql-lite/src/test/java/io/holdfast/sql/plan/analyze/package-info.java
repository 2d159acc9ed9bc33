/** Statements whose names, types and errors PostgreSQL 15 has given, and ours. */
@NullMarked
package io.holdfast.sql.plan.analyze;

import org.jspecify.annotations.NullMarked;
