/**
 * The composition root of a store: {@link io.holdfast.store.server.StoreNode} is the only place
 * that wires rooms together; {@link io.holdfast.store.server.StoreConfig} is all an operator can
 * say; {@link io.holdfast.store.server.StoreDirectory} keeps strangers out of a data directory, and
 * {@link io.holdfast.store.server.StartProof} tells a lost part of it from a fresh one (D12).
 * {@link io.holdfast.store.server.LeaderHandover} and {@link io.holdfast.store.server.EngineEnd}
 * are the first and the last act of a planned stop (D10).
 *
 * <p>Threads: the constructor side may be called from anywhere; everything else hops to the store
 * loop. Whatever blocks at start (opening the engine, recovering the log) runs on that loop before
 * the first message, so a node under simulation starts in one deterministic task.
 */
@NullMarked
package io.holdfast.store.server;

import org.jspecify.annotations.NullMarked;
