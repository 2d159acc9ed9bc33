/**
 * One operation at a time: what a get, a put, a scan or a transfer costs all servers together, in
 * shapes from one client to many outstanding, beside the limits of the machine in the same run.
 *
 * <p>{@code MicroDriver} goes from cell to cell: warm up by number of operations, then measure for
 * a fixed time. A cell knows its processor time by role, its allocation, and the counters that
 * prove how it came about. One thread drives; loads run on threads of their own or on the client's.
 */
@NullMarked
package io.holdfast.bench.micro;

import org.jspecify.annotations.NullMarked;
