package io.holdfast.sql.catalog.system;

import org.jspecify.annotations.Nullable;

/**
 * A session, as pg_stat_activity shows it. Times are microseconds since 2000-01-01 UTC.
 *
 * @param state {@code active}, {@code idle}, {@code idle in transaction}, {@code idle in
 *     transaction (aborted)}
 */
public record SystemActivity(
    int pid,
    String database,
    String user,
    String applicationName,
    @Nullable String clientAddress,
    int clientPort,
    @Nullable Long backendStartMicros,
    @Nullable Long transactionStartMicros,
    @Nullable Long queryStartMicros,
    @Nullable Long stateChangeMicros,
    String state,
    String query) {}
