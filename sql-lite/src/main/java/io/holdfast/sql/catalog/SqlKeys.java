package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;

/**
 * Where SQL keeps things in the transactional key space. Everything starts with {@code s}:
 *
 * <pre>
 *   s t {data id: 8} r {key of the row}            rows of a table
 *   s t {data id: 8} i {index id: 4} {key}         entries of a secondary index
 *   s m ...                                        the catalogue, see {@code CatalogStore}
 * </pre>
 *
 * <p>Numbers are big-endian, so that the rows of a table and the tables themselves lie in order,
 * and begin with small bytes: {@link io.holdfast.protocol.key.ReservedKeys} keeps others from these
 * keys and leaves them those of text.
 */
public final class SqlKeys {
  /** Prefix of everything. */
  public static final Bytes ROOT = Bytes.utf8("s");

  /** Prefix of the catalogue. */
  static final Bytes CATALOG = Bytes.utf8("sm");

  private static final int ROW_PREFIX_BYTES = 11;
  private static final int DATA_PREFIX_BYTES = 10;

  private SqlKeys() {}

  /** Prefix of the rows of a data id. */
  public static Bytes rows(long dataId) {
    return Bytes.wrap(dataPrefix(dataId, ROW_PREFIX_BYTES).put((byte) 'r').array());
  }

  /** Prefix of the rows of a stored table. */
  public static Bytes rows(TableDescriptor table) {
    if (table.isVirtual()) {
      throw new IllegalArgumentException("a virtual table has no rows in the key space");
    }
    return rows(table.dataId());
  }

  /** Prefix of rows and index entries of a data id. */
  public static Bytes data(long dataId) {
    return Bytes.wrap(dataPrefix(dataId, DATA_PREFIX_BYTES).array());
  }

  private static ByteBuffer dataPrefix(long dataId, int bytes) {
    return ByteBuffer.allocate(bytes).put((byte) 's').put((byte) 't').putLong(dataId);
  }
}
