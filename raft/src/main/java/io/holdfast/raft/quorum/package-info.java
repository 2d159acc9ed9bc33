/**
 * Arithmetic of majorities, and of two majorities that must agree while the members change (Thesis
 * §4.3). Start at {@link io.holdfast.raft.quorum.JointConfig}.
 *
 * <p>Immutable values and pure functions; any thread. An empty majority agrees to everything, which
 * makes the configuration that is not joint the special case of the joint one.
 */
@NullMarked
package io.holdfast.raft.quorum;

import org.jspecify.annotations.NullMarked;
