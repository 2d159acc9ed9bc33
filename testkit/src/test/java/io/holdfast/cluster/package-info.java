/** The whole system, real and simulated, seen from outside. */
@NullMarked
package io.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
