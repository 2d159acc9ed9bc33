/**
 * The production engine: RocksDB through JNI.
 *
 * <p>The write-ahead log is on and never synced per write (rule D2); recovery takes the log up to
 * its first damaged record, and the Raft log replays the rest. Closing does not flush.
 *
 * <p>Every native object has one owner here that frees it. RocksDB starts its own background
 * threads for flushes and compactions; no state of ours is touched on them.
 */
@NullMarked
package io.holdfast.store.engine.rocksdb;

import org.jspecify.annotations.NullMarked;
