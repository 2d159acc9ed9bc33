/** Sessions of psql 15: what its users type and see. */
@NullMarked
package io.holdfast.endtoend.sql.psql;

import org.jspecify.annotations.NullMarked;
