/**
 * Runs the stories in {@code src/test/resources/raft-scripts}: commands, {@code ----}, and the full
 * trace they must give.
 */
@NullMarked
package io.holdfast.raft.script;

import org.jspecify.annotations.NullMarked;
