/**
 * What an application works with inside a transaction: {@link io.holdfast.client.txn.Transaction},
 * {@link io.holdfast.client.txn.Snapshot}, and {@link io.holdfast.client.txn.Scan}.
 *
 * <p>A transaction reads at its start timestamp and buffers its writes in the {@code MemBuffer};
 * reads see the buffer over the snapshot. The buffer belongs to whichever thread uses the
 * transaction, one at a time; everything that talks to the cluster runs on {@code client-loop}.
 * Continuations of futures handed to the application run on {@code client-callbacks}, so that
 * application code never holds up the client itself.
 */
@NullMarked
package io.holdfast.client.txn;

import org.jspecify.annotations.NullMarked;
