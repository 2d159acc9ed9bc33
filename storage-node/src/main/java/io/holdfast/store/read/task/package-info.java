/**
 * Reads as tasks. A {@link io.holdfast.store.read.task.ReadTask} works until its {@link
 * io.holdfast.store.read.task.ReadTurn} is over and goes on where it stopped; the {@link
 * io.holdfast.store.read.task.ReadScheduler} gives every read its turn, so that no request, however
 * long, keeps ticks, apply or other reads of its store waiting for more than one turn.
 *
 * <p>Start with {@link io.holdfast.store.read.task.ReadScheduler}.
 *
 * <p>Threads: a task belongs to the read loop from its first step on; only {@link
 * io.holdfast.store.read.task.ReadScheduler#submit} may be called from elsewhere. Invariants: every
 * snapshot handed over is closed, whatever becomes of the read; a read whose caller is gone, or
 * whose time is up, is dropped before its next step (rule R1).
 */
@NullMarked
package io.holdfast.store.read.task;

import org.jspecify.annotations.NullMarked;
