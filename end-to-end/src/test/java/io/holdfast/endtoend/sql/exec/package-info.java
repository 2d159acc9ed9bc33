/**
 * Plans run on a simulated cluster: statements in, rows out, without sessions and wire. Expected
 * rows and errors are PostgreSQL's.
 */
@NullMarked
package io.holdfast.endtoend.sql.exec;

import org.jspecify.annotations.NullMarked;
