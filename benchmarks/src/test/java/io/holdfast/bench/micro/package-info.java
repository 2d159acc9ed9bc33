/** Tests of the loads, their cells and what is told of them. */
@NullMarked
package io.holdfast.bench.micro;

import org.jspecify.annotations.NullMarked;
