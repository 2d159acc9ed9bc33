/**
 * The YCSB driver: the real core workload, our key-value stores under it, a closed loop of threads
 * above it.
 *
 * <p>The workloads A to F are the published ones (records of ten fields of 100 bytes). One record
 * is one key; its fields are one value, packed by {@link io.holdfast.bench.ycsb.FieldCodec}. So an
 * update, which names one field, is a read followed by a write: one transaction in {@code --txn}
 * mode, two calls in {@code --raw} mode. Read-modify-write stays what YCSB defines: a read call,
 * then an update call.
 *
 * <p>The loop is closed: a thread sends its next operation when the last one was answered. A slow
 * answer therefore delays the operations behind it without being charged for it; the percentiles
 * are those of an unhurried client and the report says so.
 *
 * <p>Each worker thread owns its recorder; recorders are merged when all workers have ended.
 */
@NullMarked
package io.holdfast.bench.ycsb;

import org.jspecify.annotations.NullMarked;
