package io.holdfast.bench.ycsb;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.net.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Records in a Holdfast cluster. One connection, shared by all workers. */
abstract class DatabaseStore implements RecordStore, AutoCloseable {
  private final Database database;

  private DatabaseStore(Database database) {
    this.database = database;
  }

  /** Connects; refused at once when the cluster holds the other kind of keys. */
  static DatabaseStore connect(Address pd, boolean transactional) {
    KeyMode mode = transactional ? KeyMode.V1_TXN : KeyMode.V1_RAW;
    Database database = Database.connect(ClientConfig.of(List.of(pd)).withKeyMode(mode));
    return transactional ? new Transactional(database) : new Raw(database);
  }

  Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
  }

  /** Each write a transaction of its own, each read a snapshot of its own. */
  private static final class Transactional extends DatabaseStore {
    Transactional(Database database) {
      super(database);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
      Bytes value = database().read(snapshot -> snapshot.get(key));
      return value == null ? null : value.readOnlyArray();
    }

    @Override
    public void put(Bytes key, byte[] value) {
      database().run(tx -> tx.put(key, Bytes.wrap(value)));
    }

    @Override
    public boolean update(Bytes key, UnaryOperator<byte[]> change) {
      return database()
          .transact(
              tx -> {
                Bytes old = tx.get(key);
                if (old != null) {
                  tx.put(key, Bytes.wrap(change.apply(old.readOnlyArray())));
                }
                return old != null;
              });
    }

    @Override
    public void delete(Bytes key) {
      database().run(tx -> tx.delete(key));
    }

    @Override
    public List<byte[]> scan(Bytes from, Bytes to, int limit) {
      return database()
          .read(
              snapshot ->
                  values(snapshot.scan(new KeyRange(from, to)).limit(limit).batch(limit).toList()));
    }
  }

  /** Single calls; an update is two of them. */
  private static final class Raw extends DatabaseStore {
    private final RawClient raw;

    Raw(Database database) {
      super(database);
      raw = database.raw();
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
      Bytes value = raw.get(key);
      return value == null ? null : value.readOnlyArray();
    }

    @Override
    public void put(Bytes key, byte[] value) {
      raw.put(key, Bytes.wrap(value));
    }

    @Override
    public boolean update(Bytes key, UnaryOperator<byte[]> change) {
      byte[] old = get(key);
      if (old == null) {
        return false;
      }
      put(key, change.apply(old));
      return true;
    }

    @Override
    public void delete(Bytes key) {
      raw.delete(key);
    }

    @Override
    public List<byte[]> scan(Bytes from, Bytes to, int limit) {
      return values(raw.scan(new KeyRange(from, to)).limit(limit).batch(limit).toList());
    }
  }

  private static List<byte[]> values(List<KeyValue> pairs) {
    List<byte[]> values = new ArrayList<>(pairs.size());
    for (KeyValue pair : pairs) {
      values.add(pair.value().readOnlyArray());
    }
    return values;
  }
}
