package io.holdfast.cluster;

import io.holdfast.client.Database;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Scan;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ReservedKeys;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Removes what an application has written, so that the next test finds nothing of it. */
final class UserKeys {
  private static final int AT_ONCE = 1_000;

  private UserKeys() {}

  /** Tables of SQL stay: they are dropped with SQL. */
  static void clear(Database database, KeyMode mode) {
    if (mode == KeyMode.V1_RAW) {
      database.raw().deleteRange(KeyRange.ALL);
      return;
    }
    List<Bytes> some = some(database);
    while (!some.isEmpty()) {
      List<Bytes> doomed = some;
      database.run(tx -> doomed.forEach(tx::delete));
      some = some(database);
    }
  }

  private static List<Bytes> some(Database database) {
    return database.read(
        snapshot -> {
          List<Bytes> keys = new ArrayList<>();
          try (Scan scan = snapshot.scan(KeyRange.ALL).keysOnly().open()) {
            for (KeyValue entry : scan) {
              if (!ReservedKeys.contains(entry.key())) {
                keys.add(entry.key());
              }
              if (keys.size() == AT_ONCE) {
                break;
              }
            }
          }
          return keys;
        });
  }
}
