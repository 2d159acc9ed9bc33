/** What statements ask the cluster for. */
@NullMarked
package io.holdfast.cluster.sql.traffic;

import org.jspecify.annotations.NullMarked;
