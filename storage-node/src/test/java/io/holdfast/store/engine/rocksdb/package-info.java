/** The RocksDB engine: contract and what only real files can show. */
@NullMarked
package io.holdfast.store.engine.rocksdb;

import org.jspecify.annotations.NullMarked;
