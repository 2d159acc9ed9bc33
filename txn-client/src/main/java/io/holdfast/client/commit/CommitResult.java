package io.holdfast.client.commit;

/**
 * A commit that took effect.
 *
 * @param commitTs when it took effect; the start timestamp for a transaction that wrote nothing
 */
public record CommitResult(long startTs, long commitTs) {}
