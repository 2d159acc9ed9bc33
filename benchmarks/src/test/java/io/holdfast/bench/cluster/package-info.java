/** Tests of the CPU accounting, against a directory that looks like {@code /proc}. */
@NullMarked
package io.holdfast.bench.cluster;

import org.jspecify.annotations.NullMarked;
