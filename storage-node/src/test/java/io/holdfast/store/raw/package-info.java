/** Raw commands on a memory engine. */
@NullMarked
package io.holdfast.store.raw;

import org.jspecify.annotations.NullMarked;
