/**
 * Raft messages as bytes: {@link io.holdfast.raft.codec.MessageCodec}. The core never sees a wire
 * type; transports carry these bytes opaquely, one message each.
 *
 * <p>Stateless; callable from any thread. Decoding is strict: a message that is cut short, too
 * long, of an unknown version or kind, or holds impossible values is refused with {@link
 * io.holdfast.raft.codec.MalformedMessageException} and has no other effect.
 */
@NullMarked
package io.holdfast.raft.codec;

import org.jspecify.annotations.NullMarked;
