/**
 * The node's whole view of the outside world, {@link io.holdfast.runtime.node.NodeRuntime}, and its
 * production implementation: the only package of the product that may start threads, read system
 * clocks or draw from ambient randomness.
 */
@NullMarked
package io.holdfast.runtime.node;

import org.jspecify.annotations.NullMarked;
