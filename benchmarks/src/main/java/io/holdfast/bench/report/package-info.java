/**
 * How results are shown: fixed-width text tables, the facts of the machine, dated files.
 *
 * <p>A result without its conditions is worth nothing, so every file begins with machine, JDK,
 * commit and load. Pure but for {@link io.holdfast.bench.report.MachineFacts} and {@link
 * io.holdfast.bench.report.ResultFile}; any thread.
 */
@NullMarked
package io.holdfast.bench.report;

import org.jspecify.annotations.NullMarked;
