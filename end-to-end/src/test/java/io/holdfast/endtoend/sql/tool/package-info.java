/** Programs of PostgreSQL (psql, pgbench) run by the tests as their users run them. */
@NullMarked
package io.holdfast.endtoend.sql.tool;

import org.jspecify.annotations.NullMarked;
