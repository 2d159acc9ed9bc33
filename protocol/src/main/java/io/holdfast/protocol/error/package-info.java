/**
 * Outcomes that are part of the protocol: {@link io.holdfast.protocol.error.RegionError} says that
 * a request was routed wrongly or came at the wrong moment, and that it had no effect.
 *
 * <p>Immutable values with a mapping to and from the wire; callable from any thread. A request ends
 * with a response, with one region error, or with key errors of its own; the kinds never mix.
 */
@NullMarked
package io.holdfast.protocol.error;

import org.jspecify.annotations.NullMarked;
