/** Channels and servers as an injected seam: {@link io.holdfast.runtime.net.Network}. */
@NullMarked
package io.holdfast.runtime.net;

import org.jspecify.annotations.NullMarked;
