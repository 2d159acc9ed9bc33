/**
 * The ordered key-value engine under every region of a store: four column families, atomic write
 * batches, consistent snapshots, and an explicit durable point.
 *
 * <p>Start with {@link io.holdfast.store.engine.KvEngine}. {@code engine.rocksdb} is the production
 * implementation, {@code engine.memory} the deterministic one that survives simulated crashes with
 * seeded loss; one contract test runs against both.
 *
 * <p>Threads: an engine is safe for several loops. Iterators and snapshots are not; each is used by
 * one loop at a time and closed by whoever opened it. {@link io.holdfast.store.engine.EngineUsers}
 * counts calls and open handles: the end of an engine refuses new ones and waits for the rest, and
 * what is still used when patience is over is leaked, never freed under its user (rule D10).
 *
 * <p>Durability (rules D2 to D4): a write is atomic and survives a process kill, but a power cut
 * may lose any suffix of the writes since the last {@code syncWal} or {@code flush}. The Raft log
 * replays what was lost.
 */
@NullMarked
package io.holdfast.store.engine;

import org.jspecify.annotations.NullMarked;
