/** Tests of the CPU accounting, against a directory that looks like {@code /proc}. */
@NullMarked
package io.holdfast.bench.cpu;

import org.jspecify.annotations.NullMarked;
