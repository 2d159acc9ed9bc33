package io.holdfast.store.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * What the records of one key say to a transaction that wants to lock it.
 *
 * @param own its own record
 * @param newer the newest commit above its start_ts, of any type but rollback; not looked for below
 *     its own record
 */
public record KeyHistory(OwnRecord own, @Nullable CommittedWrite newer) {}
