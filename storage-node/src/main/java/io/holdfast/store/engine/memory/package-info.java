/**
 * The deterministic engine of simulated stores: persistent ordered trees in memory over a {@link
 * io.holdfast.store.engine.memory.MemoryDisk} that outlives the node.
 *
 * <p>Durable model (rules X1 and X2): all families and regions share one sequence of atomic
 * batches. A process kill keeps every batch, still losable by a later power cut; a power cut keeps
 * a seeded prefix between the durable point and everything, both extremes often. Sync and flush
 * make all earlier batches durable.
 *
 * <p>Threads: versions are immutable, so readers need nothing; writers serialise on the disk.
 */
@NullMarked
package io.holdfast.store.engine.memory;

import org.jspecify.annotations.NullMarked;
