/**
 * The node's whole view of the outside world, {@link io.holdfast.runtime.node.NodeRuntime}, and its
 * production implementation, {@link io.holdfast.runtime.node.ThreadedRuntime}.
 *
 * <p>The only package of the product that may start threads for state, read system clocks or draw
 * from ambient randomness; {@code runtime.file} alone opens files and {@code runtime.net} alone
 * opens sockets. The build checks it with {@code DeterminismRules}.
 */
@NullMarked
package io.holdfast.runtime.node;

import org.jspecify.annotations.NullMarked;
