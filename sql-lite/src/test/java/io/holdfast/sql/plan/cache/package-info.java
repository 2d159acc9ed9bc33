/** Tests of the plan cache. */
@NullMarked
package io.holdfast.sql.plan.cache;

import org.jspecify.annotations.NullMarked;
