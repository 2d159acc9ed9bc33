package io.holdfast.raft.wal;

import org.jspecify.annotations.Nullable;

/**
 * What the owner of a log expects to find.
 *
 * @param idIfNew id of a log that is created, random
 * @param witness what must be there; null while the owner knows of no log
 */
public record LogExpectation(long idIfNew, @Nullable LogWitness witness) {}
