/**
 * Raw key-value access without transactions: {@link io.holdfast.client.raw.RawClient}.
 *
 * <p>Each operation is atomic for its own key; batches are not atomic. Everything that talks to the
 * cluster runs on {@code client-loop}. Only for clusters made for raw keys.
 */
@NullMarked
package io.holdfast.client.raw;

import org.jspecify.annotations.NullMarked;
