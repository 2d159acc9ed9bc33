/** Seeds of the SQL layer that every build runs. */
@NullMarked
package io.holdfast.workload.sqlbank;

import org.jspecify.annotations.NullMarked;
