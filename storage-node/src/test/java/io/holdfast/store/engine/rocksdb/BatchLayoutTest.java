package io.holdfast.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.WriteBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Our form of a batch is the library's, byte for byte. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory.
final class BatchLayoutTest {
  private static final Bytes ABOVE = Bytes.hex("ffffffff");

  @TempDir Path directory;

  @Test
  void theLayoutIsWhatItHasAlwaysBeen() {
    EnumMap<Family, Integer> columns = new EnumMap<>(Family.class);
    columns.put(Family.DEFAULT, 0);
    columns.put(Family.RAFT, 300);
    WriteBatch batch =
        new WriteBatch()
            .put(Family.DEFAULT, Bytes.utf8("k"), Bytes.utf8("value"))
            .put(Family.RAFT, Bytes.utf8("r"), Bytes.EMPTY)
            .delete(Family.DEFAULT, Bytes.utf8("gone"))
            .deleteRange(Family.DEFAULT, Bytes.utf8("b"), Bytes.utf8("a"))
            .deleteRange(Family.RAFT, Bytes.utf8("a"), Bytes.EMPTY);
    assertThat(HexFormat.of().formatHex(new BatchLayout(columns, ABOVE).encode(batch)))
        .isEqualTo(
            "000000000000000004000000"
                + "01016b0576616c7565"
                + "05ac02017200"
                + "0004676f6e65"
                + "0eac02016104ffffffff");
  }

  @Test
  void itIsTheLibrarysOwn() throws RocksDBException {
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    EnumMap<Family, Integer> columns = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      columns.put(family, descriptors.size());
      descriptors.add(new ColumnFamilyDescriptor(Bytes.utf8(family.columnName()).toArray()));
    }
    RocksLibrary.load();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (DBOptions options =
            new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        RocksDB db =
            RocksDB.open(options, directory.resolve("db").toString(), descriptors, handles)) {
      assertThat(db.isOwningHandle()).isTrue();
      SplittableRandom random = new SplittableRandom(7);
      BatchLayout layout = new BatchLayout(columns, ABOVE);
      for (int round = 0; round < 200; round++) {
        WriteBatch ours = new WriteBatch();
        try (org.rocksdb.WriteBatch theirs = new org.rocksdb.WriteBatch()) {
          for (int i = random.nextInt(20); i >= 0; i--) {
            int column = random.nextInt(Family.values().length);
            change(random, List.of(Family.values()).get(column), handles.get(column), ours, theirs);
          }
          assertThat(layout.encode(ours)).isEqualTo(theirs.data());
        }
      }
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  private static void change(
      SplittableRandom random,
      Family family,
      ColumnFamilyHandle column,
      WriteBatch ours,
      org.rocksdb.WriteBatch theirs)
      throws RocksDBException {
    Bytes key = bytes(random);
    Bytes other = bytes(random);
    switch (random.nextInt(3)) {
      case 0 -> {
        ours.put(family, key, other);
        theirs.put(column, key.toArray(), other.toArray());
      }
      case 1 -> {
        ours.delete(family, key);
        theirs.delete(column, key.toArray());
      }
      default -> {
        ours.deleteRange(family, key, other);
        if (other.isEmpty()) {
          theirs.deleteRange(column, key.toArray(), ABOVE.toArray());
        } else if (key.compareTo(other) < 0) {
          theirs.deleteRange(column, key.toArray(), other.toArray());
        }
      }
    }
  }

  /** Lengths of one, two and three bytes of varint, and slices of larger arrays. */
  private static Bytes bytes(SplittableRandom random) {
    int[] lengths = {0, 1, 127, 128, 300, 16_383, 16_384, 20_000};
    byte[] all = new byte[lengths[random.nextInt(lengths.length)] + 2];
    random.nextBytes(all);
    return Bytes.wrap(all, 1, all.length - 2);
  }
}
