/** Short runs of the demonstrations, on a real cluster. */
@NullMarked
package io.holdfast.cluster.demo;

import org.jspecify.annotations.NullMarked;
