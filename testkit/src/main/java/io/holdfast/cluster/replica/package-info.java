/**
 * Proof that replicas are equal: asks every store for the digest of every region and compares those
 * that stand at one applied index.
 */
@NullMarked
package io.holdfast.cluster.replica;

import org.jspecify.annotations.NullMarked;
