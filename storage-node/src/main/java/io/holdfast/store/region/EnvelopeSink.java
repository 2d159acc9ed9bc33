package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.RaftEnvelope;

/** Where messages leave for other stores; may drop them. */
@FunctionalInterface
public interface EnvelopeSink {
  /** Queues the message for a store. */
  void send(long toStoreId, RaftEnvelope envelope);
}
