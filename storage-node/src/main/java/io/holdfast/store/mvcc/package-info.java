/**
 * Versions, locks and how they lie in the engine. Pure: reads an {@code EngineReader}, collects
 * modifications, decides nothing about transactions.
 *
 * <pre>
 * lock:    memcomparable(key)              -> Lock
 * write:   memcomparable(key) | ~commit_ts -> Write, newest first; a rollback lies at its start_ts
 * default: memcomparable(key) | ~start_ts  -> value, when it is longer than a short value
 * </pre>
 *
 * <p>"Encoded" in names means the memcomparable form. Timestamps are unsigned: the greatest one is
 * -1 as a {@code long}. Start with {@link io.holdfast.store.mvcc.MvccReader}.
 *
 * <p>What is read here is compared with a plain map of all records (V14).
 *
 * <p>Threads: objects here live as long as one command, on its loop.
 */
@NullMarked
package io.holdfast.store.mvcc;

import org.jspecify.annotations.NullMarked;
