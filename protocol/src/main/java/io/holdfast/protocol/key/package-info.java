/**
 * Keys on the wire and in the engine: the memcomparable form of a key ({@link
 * io.holdfast.protocol.key.MemcomparableCodec}), the timestamp behind it ({@link
 * io.holdfast.protocol.key.TimestampCodec}), ranges, and the rule by which a cluster encodes region
 * boundaries ({@link io.holdfast.protocol.key.KeyMode}).
 *
 * <p>Pure functions over immutable values, callable from any thread. Invariant: for all keys {@code
 * a < b} iff {@code encode(a) < encode(b)}, and no encoded key is a prefix of another one.
 *
 * <pre>
 *   user key          6b 65 79
 *   memcomparable     6b 65 79 00 00 00 00 00 | fa          (fa = ff - 5 bytes of padding)
 *   with timestamp    memcomparable | ~ts, 8 bytes big endian -> newest version first
 * </pre>
 */
@NullMarked
package io.holdfast.protocol.key;

import org.jspecify.annotations.NullMarked;
