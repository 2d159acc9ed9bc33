package io.holdfast.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.runtime.base.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import site.ycsb.ByteIterator;
import site.ycsb.Status;
import site.ycsb.StringByteIterator;

class RecordDbTest {
  private final MapRecordStore store = new MapRecordStore();
  private final RecordDb db = new RecordDb(store, new OperationRecorder());

  private Map<String, String> read(String key, @Nullable Set<String> fields) {
    Map<String, ByteIterator> result = new HashMap<>();
    assertThat(db.read("t", key, fields, result)).isEqualTo(Status.OK);
    return StringByteIterator.getStringMap(result);
  }

  @Test
  void anUpdateChangesOnlyTheFieldsItNames() {
    db.insert("t", "k", StringByteIterator.getByteIteratorMap(Map.of("a", "1", "b", "2")));
    db.update("t", "k", StringByteIterator.getByteIteratorMap(Map.of("b", "3")));

    assertThat(read("k", null)).isEqualTo(Map.of("a", "1", "b", "3"));
    assertThat(read("k", Set.of("a"))).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void theKeyOfARecordBeginsWithItsTable() {
    db.insert("t", "k", StringByteIterator.getByteIteratorMap(Map.of("a", "1")));

    assertThat(store.records).containsOnlyKeys(Bytes.utf8("t:k"));
  }

  @Test
  @SuppressWarnings("JdkObsolete") // YCSB's signature.
  void aScanStaysInItsTable() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      db.insert("t", key, StringByteIterator.getByteIteratorMap(Map.of("f", key)));
      db.insert("u", key, StringByteIterator.getByteIteratorMap(Map.of("f", "other table")));
    }
    Vector<HashMap<String, ByteIterator>> rows = new Vector<>();

    assertThat(db.scan("t", "b", 10, null, rows)).isEqualTo(Status.OK);

    assertThat(rows.stream().map(row -> StringByteIterator.getStringMap(row).get("f")))
        .containsExactly("b", "c", "d");
  }

  @Test
  void whatIsAbsentIsCountedApartAndHasNoLatency() {
    assertThat(db.read("t", "k", null, new HashMap<>())).isEqualTo(Status.NOT_FOUND);

    OperationRecorder.Outcomes reads = db.recorder().outcomes(OperationKind.READ);
    assertThat(reads).isNotNull();
    assertThat(reads.missed).isEqualTo(1);
    assertThat(reads.count()).isZero();
  }

  @Test
  void aFailureIsCountedByKindWithItsFirstMessage() {
    RecordDb broken =
        new RecordDb(
            new RecordStore() {
              private int calls;

              @Override
              public byte[] get(Bytes key) {
                calls++;
                throw new IllegalStateException("no leader " + calls);
              }

              @Override
              public void put(Bytes key, byte[] value) {}

              @Override
              public boolean update(Bytes key, java.util.function.UnaryOperator<byte[]> change) {
                return false;
              }

              @Override
              public void delete(Bytes key) {}

              @Override
              public java.util.List<byte[]> scan(Bytes from, Bytes to, int limit) {
                return java.util.List.of();
              }
            },
            new OperationRecorder());

    for (int i = 0; i < 2; i++) {
      assertThat(broken.read("t", "k", null, new HashMap<>())).isEqualTo(Status.ERROR);
    }

    assertThat(broken.recorder().failed()).isEqualTo(2);
    assertThat(LatencyTable.lines(broken.recorder()))
        .contains("failed: read IllegalStateException x 2: no leader 1");
  }
}
