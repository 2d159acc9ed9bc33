/** Tests of the shared log, on files that lose and tear what was not synced. */
@NullMarked
package io.holdfast.raft.wal;

import org.jspecify.annotations.NullMarked;
