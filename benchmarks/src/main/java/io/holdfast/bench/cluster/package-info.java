/**
 * Clusters that are measured: processes of our own, thrown away afterwards, or one that was there;
 * their processor time and what their stores count.
 *
 * <p>Used by the thread of the driver that measures.
 */
@NullMarked
package io.holdfast.bench.cluster;

import org.jspecify.annotations.NullMarked;
