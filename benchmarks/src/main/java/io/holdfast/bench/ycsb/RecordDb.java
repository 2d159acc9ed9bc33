package io.holdfast.bench.ycsb;

import io.holdfast.runtime.base.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import site.ycsb.ByteArrayByteIterator;
import site.ycsb.ByteIterator;
import site.ycsb.DB;
import site.ycsb.Status;

/**
 * The YCSB binding: records on a {@link RecordStore}, each call measured. One per worker thread.
 *
 * <p>Key of a record: table, colon, YCSB's key.
 */
final class RecordDb extends DB {
  private final RecordStore store;
  private final OperationRecorder recorder;

  RecordDb(RecordStore store, OperationRecorder recorder) {
    this.store = store;
    this.recorder = recorder;
  }

  OperationRecorder recorder() {
    return recorder;
  }

  @Override
  public Status read(
      String table, String key, @Nullable Set<String> fields, Map<String, ByteIterator> result) {
    return measured(
        OperationKind.READ,
        () -> {
          byte[] value = store.get(keyOf(table, key));
          if (value == null) {
            return Status.NOT_FOUND;
          }
          FieldCodec.decode(value, fields)
              .forEach((name, content) -> result.put(name, new ByteArrayByteIterator(content)));
          return Status.OK;
        });
  }

  @Override
  // YCSB's signature: the caller passes this very type.
  @SuppressWarnings({"JdkObsolete", "NonApiType"})
  public Status scan(
      String table,
      String startKey,
      int recordCount,
      @Nullable Set<String> fields,
      Vector<HashMap<String, ByteIterator>> result) {
    return measured(
        OperationKind.SCAN,
        () -> {
          Bytes end = Bytes.utf8(table + ":").prefixEnd();
          for (byte[] value : store.scan(keyOf(table, startKey), end, recordCount)) {
            HashMap<String, ByteIterator> row = new HashMap<>();
            FieldCodec.decode(value, fields)
                .forEach((name, content) -> row.put(name, new ByteArrayByteIterator(content)));
            result.add(row);
          }
          return result.isEmpty() ? Status.NOT_FOUND : Status.OK;
        });
  }

  @Override
  public Status update(String table, String key, Map<String, ByteIterator> values) {
    Map<String, byte[]> changes = drain(values);
    return measured(
        OperationKind.UPDATE,
        () ->
            store.update(keyOf(table, key), old -> merged(old, changes))
                ? Status.OK
                : Status.NOT_FOUND);
  }

  @Override
  public Status insert(String table, String key, Map<String, ByteIterator> values) {
    byte[] value = FieldCodec.encode(drain(values));
    measured(
        OperationKind.INSERT,
        () -> {
          store.put(keyOf(table, key), value);
          return Status.OK;
        });
    // A failure is counted above; told of it, the core workload would print a line for each.
    return Status.OK;
  }

  @Override
  public Status delete(String table, String key) {
    return measured(
        OperationKind.DELETE,
        () -> {
          store.delete(keyOf(table, key));
          return Status.OK;
        });
  }

  private Status measured(OperationKind operation, Supplier<Status> call) {
    long startNanos = System.nanoTime();
    Status status;
    try {
      status = call.get();
    } catch (RuntimeException e) {
      recorder.failed(operation, e);
      return Status.ERROR;
    }
    if (status.isOk()) {
      recorder.succeeded(operation, System.nanoTime() - startNanos);
    } else {
      recorder.missed(operation);
    }
    return status;
  }

  private static Bytes keyOf(String table, String key) {
    return Bytes.utf8(table + ":" + key);
  }

  private static byte[] merged(byte[] old, Map<String, byte[]> changes) {
    Map<String, byte[]> fields = FieldCodec.decode(old, null);
    fields.putAll(changes);
    return FieldCodec.encode(fields);
  }

  private static Map<String, byte[]> drain(Map<String, ByteIterator> values) {
    Map<String, byte[]> drained = new LinkedHashMap<>();
    values.forEach((name, content) -> drained.put(name, content.toArray()));
    return drained;
  }
}
