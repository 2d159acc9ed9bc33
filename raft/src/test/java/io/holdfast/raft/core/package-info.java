/**
 * Proofs of the core: the paper's statements, and a simulation under faults with all invariants.
 */
@NullMarked
package io.holdfast.raft.core;

import org.jspecify.annotations.NullMarked;
