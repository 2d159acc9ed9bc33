package io.holdfast.sql.catalog;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.nio.ByteBuffer;

/**
 * Keys of the catalogue, under {@code sm}:
 *
 * <pre>
 *   v                          the version: 8 bytes, grows with every change
 *   o, x, r, n                 next free oid, data id, row id, descriptor version: 8 bytes
 *   d {database: 4}            a database
 *   s {database: 4} {oid: 4}   a schema
 *   t {database: 4} {oid: 4}   a table
 *   g {data id: 8}             data that nobody can reach any more, with the time it became so
 *   b {database: 4} {oid: 4}   a table or schema about to be changed, with the time since
 *   l {database: 4} {oid: 4} {maker: 8}
 *                              a table locked by LOCK TABLE, with the time since and the modes
 *   w {maker: 8}               a transaction that waits for others' marks, with the time since
 * </pre>
 */
public final class CatalogKeys {
  /** The version of the catalogue. Whoever changes the catalogue writes it. */
  public static final Bytes VERSION = key('v').toBytes();

  static final Bytes NEXT_OID = key('o').toBytes();
  static final Bytes NEXT_DATA_ID = key('x').toBytes();
  static final Bytes NEXT_ROW_ID = key('r').toBytes();
  static final Bytes NEXT_VERSION = key('n').toBytes();

  private final ByteBuffer buffer = ByteBuffer.allocate(24);

  private CatalogKeys(char kind) {
    SqlKeys.CATALOG.copyTo(buffer);
    buffer.put((byte) kind);
  }

  private static CatalogKeys key(char kind) {
    return new CatalogKeys(kind);
  }

  private CatalogKeys id(int id) {
    buffer.putInt(id);
    return this;
  }

  private Bytes toBytes() {
    return Bytes.copyOf(buffer.duplicate().flip());
  }

  /**
   * All of a kind. Keys whose number would begin with a printable character are not ours, see
   * {@link io.holdfast.protocol.key.ReservedKeys}.
   */
  private static KeyRange numbered(char kind) {
    Bytes start = key(kind).toBytes();
    return new KeyRange(
        start.concat(Bytes.wrap(new byte[1])), start.concat(Bytes.wrap(new byte[] {0x20})));
  }

  /** True for the key of a table. */
  static boolean isTable(Bytes key) {
    return key.length() > 2 && key.byteAt(2) == 't';
  }

  private static KeyRange prefix(Bytes prefix) {
    return new KeyRange(prefix, prefix.prefixEnd());
  }

  /** A database. */
  public static Bytes database(int oid) {
    return key('d').id(oid).toBytes();
  }

  /** All databases. */
  public static KeyRange databases() {
    return numbered('d');
  }

  /** A schema of a database. */
  public static Bytes schema(int databaseOid, int oid) {
    return key('s').id(databaseOid).id(oid).toBytes();
  }

  /** All schemas of a database. */
  public static KeyRange schemas(int databaseOid) {
    return prefix(key('s').id(databaseOid).toBytes());
  }

  /** A table of a database. */
  public static Bytes table(int databaseOid, int oid) {
    return key('t').id(databaseOid).id(oid).toBytes();
  }

  /** All tables of a database. */
  public static KeyRange tables(int databaseOid) {
    return prefix(key('t').id(databaseOid).toBytes());
  }

  /** The wait of a maker of marks. */
  static Bytes waitOf(long maker) {
    CatalogKeys key = key('w');
    key.buffer.putLong(maker);
    return key.toBytes();
  }

  static KeyRange waits() {
    return numbered('w');
  }

  /** Unreachable data. */
  public static Bytes garbage(long dataId) {
    CatalogKeys key = key('g');
    key.buffer.putLong(dataId);
    return key.toBytes();
  }

  /** All unreachable data. */
  public static KeyRange allGarbage() {
    return numbered('g');
  }

  static Bytes block(int databaseOid, int oid) {
    return key('b').id(databaseOid).id(oid).toBytes();
  }

  static KeyRange blocks() {
    return numbered('b');
  }

  static KeyRange blocks(int databaseOid) {
    return prefix(key('b').id(databaseOid).toBytes());
  }

  static Bytes lock(int databaseOid, int oid, long maker) {
    CatalogKeys key = key('l').id(databaseOid).id(oid);
    key.buffer.putLong(maker);
    return key.toBytes();
  }

  /** The locks of a table. */
  static KeyRange locks(int databaseOid, int oid) {
    return prefix(key('l').id(databaseOid).id(oid).toBytes());
  }

  static KeyRange locks(int databaseOid) {
    return prefix(key('l').id(databaseOid).toBytes());
  }

  static KeyRange locks() {
    return numbered('l');
  }

  /** The oid of the table or schema that a mark is about. */
  static int markedOid(Bytes key) {
    int start = VERSION.length() + Integer.BYTES;
    return key.slice(start, start + Integer.BYTES).asByteBuffer().getInt();
  }

  static long garbageDataId(Bytes key) {
    return key.slice(key.length() - Long.BYTES).asByteBuffer().getLong();
  }

  /** A number as the value of a counter or of the version. */
  public static Bytes number(long value) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /** The number in a value. */
  public static long number(Bytes value) {
    if (value.length() != Long.BYTES) {
      throw RecordReader.corrupt("is no number of 8 bytes: " + value);
    }
    return value.asByteBuffer().getLong();
  }
}
