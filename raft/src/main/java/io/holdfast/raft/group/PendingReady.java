package io.holdfast.raft.group;

import io.holdfast.raft.core.Ready;

/** A Ready on its way to the disk. */
final class PendingReady {
  final Ready ready;

  /** The host has installed its snapshot, or it has none. */
  boolean installed;

  /** Handed to the log, or nothing to be handed. */
  boolean submitted;

  boolean durable;

  PendingReady(Ready ready) {
    this.ready = ready;
    this.installed = ready.snapshot() == null;
  }
}
