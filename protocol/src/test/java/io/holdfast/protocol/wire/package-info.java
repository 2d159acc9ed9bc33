/** Compatibility of our messages with the published client, field by field. */
@NullMarked
package io.holdfast.protocol.wire;

import org.jspecify.annotations.NullMarked;
