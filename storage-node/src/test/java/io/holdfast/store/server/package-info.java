/** A whole store, or three, against a hand-made placement driver in the simulated world. */
@NullMarked
package io.holdfast.store.server;

import org.jspecify.annotations.NullMarked;
