/** Tests of the production network over real sockets of the loopback interface. */
@NullMarked
package io.holdfast.runtime.net;

import org.jspecify.annotations.NullMarked;
