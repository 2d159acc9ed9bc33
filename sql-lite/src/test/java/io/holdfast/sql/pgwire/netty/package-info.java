/** Tests with real sockets. */
@NullMarked
package io.holdfast.sql.pgwire.netty;

import org.jspecify.annotations.NullMarked;
