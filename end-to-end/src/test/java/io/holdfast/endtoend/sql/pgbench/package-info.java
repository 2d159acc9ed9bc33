/** PostgreSQL's own benchmark as a test: TPC-B-like transfers whose sums must agree. */
@NullMarked
package io.holdfast.endtoend.sql.pgbench;

import org.jspecify.annotations.NullMarked;
