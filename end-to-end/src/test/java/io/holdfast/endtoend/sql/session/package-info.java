/**
 * Sessions on a simulated cluster: what changes of tables do to transactions of others and of their
 * own, run in the test's thread under simulated time.
 */
@NullMarked
package io.holdfast.endtoend.sql.session;

import org.jspecify.annotations.NullMarked;
