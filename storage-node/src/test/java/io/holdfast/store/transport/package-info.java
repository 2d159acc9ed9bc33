/** Tests of the room of the same name. */
@NullMarked
package io.holdfast.store.transport;

import org.jspecify.annotations.NullMarked;
