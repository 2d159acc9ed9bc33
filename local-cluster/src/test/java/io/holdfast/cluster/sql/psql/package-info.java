/** Sessions of psql 15: what its users type and see. */
@NullMarked
package io.holdfast.cluster.sql.psql;

import org.jspecify.annotations.NullMarked;
