/** Seeds of the SQL layer that every build runs. */
@NullMarked
package io.holdfast.cluster.sqlbank;

import org.jspecify.annotations.NullMarked;
