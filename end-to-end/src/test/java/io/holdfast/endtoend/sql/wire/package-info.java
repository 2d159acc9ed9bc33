/**
 * A bare PostgreSQL client for tests: it shows every byte of meaning that a server sends (types,
 * tags, SQLSTATEs, positions), which drivers hide. Blocking, one thread.
 */
@NullMarked
package io.holdfast.endtoend.sql.wire;

import org.jspecify.annotations.NullMarked;
