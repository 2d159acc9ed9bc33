package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.Quarantine;

/**
 * A replica that the apply loop could not go on with.
 *
 * @param mark what is kept of it in the engine
 * @param cause what was thrown
 */
public record BrokenRegion(long regionId, long peerId, Quarantine mark, Throwable cause) {}
