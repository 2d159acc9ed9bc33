/**
 * Whole regions on their way from a leader to a replica that its log no longer reaches: {@link
 * io.holdfast.store.snapshot.SnapshotSource} scans, {@link io.holdfast.store.snapshot.SnapshotSink}
 * receives into a file, {@link io.holdfast.store.snapshot.SnapshotInstaller} replaces the data by
 * rule D8; {@link io.holdfast.store.snapshot.SnapshotRoom} is the room's door.
 *
 * <p>Threads: scanning, sending and receiving belong to the snapshot loop; installing to the apply
 * loop, one chunk per task so that other regions go on; admission and hand-over to the store loop.
 *
 * <p>Invariants: what is sent is one engine snapshot with the position it stands for; a file is
 * complete, checksummed and synced before the engine is touched; every step of an install is synced
 * before the next and can be repeated after a crash.
 */
@NullMarked
package io.holdfast.store.snapshot;

import org.jspecify.annotations.NullMarked;
