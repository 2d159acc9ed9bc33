/**
 * Raft messages between stores: {@link io.holdfast.store.transport.StoreTransport} sends, {@link
 * io.holdfast.store.transport.RaftReceiver} receives.
 *
 * <p>One gRPC stream per pair of stores and direction carries the messages of all regions; what one
 * turn of the store loop has to say to a store leaves as one batch. Order per pair is kept while a
 * stream lives. Anything may be dropped: a full queue, a broken stream, an unknown address, a
 * message that does not have its checksum any more. Raft repeats what matters.
 *
 * <p>Threads: the sender's state belongs to the store loop; network callbacks hop to it. The
 * receiver runs on network threads, holds no state and offers to the store loop.
 */
@NullMarked
package io.holdfast.store.transport;

import org.jspecify.annotations.NullMarked;
