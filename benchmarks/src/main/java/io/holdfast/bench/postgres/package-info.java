/**
 * PostgreSQL as a neighbour to be measured: found on the machine, started for one run, thrown away.
 *
 * <p>Used by the thread of the driver that measures.
 */
@NullMarked
package io.holdfast.bench.postgres;

import org.jspecify.annotations.NullMarked;
