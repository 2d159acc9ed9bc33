/** PostgreSQL itself, run by the tests as the reference for what SQL means. */
@NullMarked
package io.holdfast.endtoend.sql.postgres;

import org.jspecify.annotations.NullMarked;
