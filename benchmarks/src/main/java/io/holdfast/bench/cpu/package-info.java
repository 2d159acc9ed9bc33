/**
 * Where the CPU went: processor time of whole processes, told apart by role, from the kernel's
 * per-thread accounting ({@code /proc/PID/task/TID/schedstat}).
 *
 * <p>On a crowded machine seconds say little and CPU time says a lot, so every figure of the
 * drivers is CPU per operation first. JIT and GC threads are shown apart: they are the price of a
 * young JVM and of allocation, not of the code path under test. Times are monotone: a thread that
 * ends keeps what it used, as of the last sample, so sample often.
 *
 * <p>One thread uses a meter at a time. Linux only; elsewhere the figures are absent and said to
 * be.
 */
@NullMarked
package io.holdfast.bench.cpu;

import org.jspecify.annotations.NullMarked;
