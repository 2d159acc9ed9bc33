package io.holdfast.raft.wal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log is missing, another one, or does not reach what is known to have been durable in it (rule
 * D12). The store must not start: it would have forgotten votes or acknowledged entries. Nothing
 * was changed.
 */
public final class LogLostException extends LogException {
  LogLostException(Path directory, @Nullable LogWitness found, LogWitness expected) {
    super(
        "Lost log: "
            + directory
            + " holds "
            + (found == null ? "no log" : found)
            + "; known to have been durable is "
            + expected);
  }
}
