/**
 * Timestamps: {@link io.holdfast.client.tso.TimestampClient} merges the requests of all
 * transactions of a client into few messages on one open stream.
 *
 * <p>Belongs to {@code client-loop}. Invariant: timestamps handed out grow strictly, across streams
 * and leaders.
 */
@NullMarked
package io.holdfast.client.tso;

import org.jspecify.annotations.NullMarked;
