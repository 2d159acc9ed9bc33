/**
 * The same seeded statements for PostgreSQL 15 and for us; whatever differs is a defect or stands,
 * with its reason, in {@link io.holdfast.endtoend.sql.differential.KnownDifferences}.
 *
 * <p>A seed decides every statement. To look at one failure, run the test with {@code
 * -Dholdfast.sql.seed=N} ; {@code -Dholdfast.sql.statements=N} asks for more of them.
 */
@NullMarked
package io.holdfast.endtoend.sql.differential;

import org.jspecify.annotations.NullMarked;
