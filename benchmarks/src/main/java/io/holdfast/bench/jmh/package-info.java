/**
 * JMH microbenchmarks: codecs, one step of Raft, one append to the log, plans and rows of SQL.
 *
 * <p>The figure that holds on a crowded machine is allocation per operation (profiler {@code gc});
 * next comes the processor time of the measuring thread; {@code time/op} is wall-clock and only as
 * good as the machine is quiet. {@code holdfast jmh} runs them all and writes the table; a regular
 * expression picks some.
 *
 * <p>JMH owns the threads: one, in a JVM of its own per benchmark and parameter.
 */
@NullMarked
package io.holdfast.bench.jmh;

import org.jspecify.annotations.NullMarked;
