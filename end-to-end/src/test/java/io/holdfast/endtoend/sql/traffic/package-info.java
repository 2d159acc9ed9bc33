/** What statements ask the cluster for. */
@NullMarked
package io.holdfast.endtoend.sql.traffic;

import org.jspecify.annotations.NullMarked;
