/** Tests of the table of calls. */
@NullMarked
package io.holdfast.protocol.rpc;

import org.jspecify.annotations.NullMarked;
