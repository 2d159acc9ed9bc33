/** Tests of the message codec. */
@NullMarked
package io.holdfast.raft.codec;

import org.jspecify.annotations.NullMarked;
