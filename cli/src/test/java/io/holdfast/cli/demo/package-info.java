/** Short runs of the demonstrations, on a real cluster. */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
