/**
 * Locks of other transactions: {@link io.holdfast.client.lock.LockResolver} learns from the primary
 * key what became of their owner and cleans up after it; {@link
 * io.holdfast.client.lock.TxnHeartbeat} keeps the own primary alive while a commit takes long.
 *
 * <p>Belongs to {@code client-loop}. A transaction is what its primary says (Percolator §2.2): the
 * record of the primary decides, a rollback record there forbids a later commit, and only final
 * answers are remembered.
 */
@NullMarked
package io.holdfast.client.lock;

import org.jspecify.annotations.NullMarked;
