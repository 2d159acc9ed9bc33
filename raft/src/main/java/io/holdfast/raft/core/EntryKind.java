package io.holdfast.raft.core;

/** What an entry carries. */
public enum EntryKind {
  /** A command of the state machine; empty data is the entry a new leader begins its term with. */
  NORMAL,
  /** An encoded {@link ConfChange}. */
  CONF_CHANGE
}
