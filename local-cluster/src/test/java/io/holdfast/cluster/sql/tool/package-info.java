/** Programs of PostgreSQL (psql, pgbench) run by the tests as their users run them. */
@NullMarked
package io.holdfast.cluster.sql.tool;

import org.jspecify.annotations.NullMarked;
