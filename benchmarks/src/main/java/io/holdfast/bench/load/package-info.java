/**
 * Closed loops of clients and how they are measured: warm-up until the compilers rest, then a
 * window of time with the processor time of the servers in it.
 *
 * <p>One thread drives and reads; clients have threads of their own.
 */
@NullMarked
package io.holdfast.bench.load;

import org.jspecify.annotations.NullMarked;
