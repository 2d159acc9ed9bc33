/** Tests of the client against a fake cluster in a simulated world: seeded, without sleeps. */
@NullMarked
package io.holdfast.client;

import org.jspecify.annotations.NullMarked;
