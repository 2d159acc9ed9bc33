package io.holdfast.endtoend.tikv;

import static io.holdfast.endtoend.tikv.Published.bytes;
import static io.holdfast.endtoend.tikv.Published.keys;
import static io.holdfast.endtoend.tikv.Published.raw;
import static io.holdfast.endtoend.tikv.Published.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tikv.common.TiSession;
import org.tikv.common.exception.RawCASConflictException;
import org.tikv.common.util.ScanOption;
import org.tikv.kvproto.Kvrpcpb.KvPair;
import org.tikv.raw.RawKVClient;
import org.tikv.shade.com.google.protobuf.ByteString;

/** The published client does with a raw cluster of ours whatever its interface offers. */
@ExtendWith(SharedClusters.class)
@SuppressWarnings("try") // The published client's close() may be interrupted.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedRawClientTest {
  private final Wire wire;
  private final TiSession session;
  private final RawKVClient client;

  PublishedRawClientTest(@Serving(KeyMode.V1_RAW) Wire wire) {
    this.wire = wire;
    this.session = Published.rawSession(wire.cluster());
    this.client = session.createRawClient();
  }

  @BeforeAll
  void severalRegions() {
    // Every scan and batch below crosses borders of regions.
    session.splitRegionAndScatter(List.of(raw("batch/30"), raw("batch/60"), raw("scan/50")));
  }

  @AfterAll
  void close() throws Exception {
    client.close();
    session.close();
  }

  @Test
  void putGetAndDelete() {
    ByteString key = bytes("one/key");
    assertThat(client.get(key)).isEmpty();
    client.put(key, bytes("first"));
    assertThat(client.get(key)).contains(bytes("first"));
    client.put(key, bytes("second"));
    assertThat(client.get(key)).contains(bytes("second"));
    client.delete(key);
    assertThat(client.get(key)).isEmpty();
    client.delete(key);
  }

  @Test
  void anEmptyValueDiffersFromAbsence() {
    client.put(bytes("empty/value"), ByteString.EMPTY);
    assertThat(client.get(bytes("empty/value"))).contains(ByteString.EMPTY);
    assertThat(client.get(bytes("empty/absent"))).isEmpty();
    assertThat(client.getKeyTTL(bytes("empty/value"))).contains(0L);
    assertThat(keys(client.scanPrefix(bytes("empty/")))).containsExactly("empty/value");
  }

  @Test
  void theEmptyKeyIsAKey() {
    client.put(ByteString.EMPTY, bytes("of the empty key"));
    assertThat(client.get(ByteString.EMPTY)).contains(bytes("of the empty key"));
    client.delete(ByteString.EMPTY);
    assertThat(client.get(ByteString.EMPTY)).isEmpty();
  }

  @Test
  void binaryKeysAreOrderedAsUnsignedBytes() {
    List<ByteString> inOrder = new ArrayList<>();
    ByteString prefix = bytes("binary/");
    for (int high : new int[] {0, 1, 0x7f, 0x80, 0xff}) {
      for (int low : new int[] {0, 0x80, 0xff}) {
        inOrder.add(prefix.concat(ByteString.copyFrom(new byte[] {(byte) high, (byte) low})));
      }
    }
    for (int i = inOrder.size() - 1; i >= 0; i--) {
      client.put(inOrder.get(i), bytes("value " + i));
    }
    List<KvPair> found = client.scanPrefix(prefix);
    assertThat(found.stream().map(KvPair::getKey)).containsExactlyElementsOf(inOrder);
    assertThat(client.get(inOrder.get(7))).contains(bytes("value 7"));
  }

  @Test
  void batchesCrossRegions() {
    Map<ByteString, ByteString> pairs = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      pairs.put(bytes(numbered("batch/", i)), bytes("value " + i));
    }
    client.batchPut(pairs);

    List<ByteString> asked = new ArrayList<>(pairs.keySet());
    asked.add(bytes("batch/absent"));
    Map<ByteString, ByteString> found =
        new TreeMap<>(ByteString.unsignedLexicographicalComparator());
    client.batchGet(asked).forEach(pair -> found.put(pair.getKey(), pair.getValue()));
    assertThat(found).containsExactlyInAnyOrderEntriesOf(pairs);

    client.batchDelete(asked.subList(10, 90));
    assertThat(client.batchGet(asked)).hasSize(20);
    assertThat(client.scanPrefix(bytes("batch/"))).hasSize(20);
  }

  @Test
  void scansStopWhereTheyShould() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(numbered("scan/", i));
      client.put(bytes(numbered("scan/", i)), bytes("value " + i));
    }
    ByteString start = bytes("scan/");
    ByteString end = bytes("scan0"); // '0' follows '/'.

    assertThat(keys(client.scan(start, end))).containsExactlyElementsOf(all);
    assertThat(values(client.scan(start, end)).get(99)).isEqualTo("value 99");
    assertThat(keys(client.scan(start, end, 60))).containsExactlyElementsOf(all.subList(0, 60));
    assertThat(keys(client.scan(bytes("scan/45"), bytes("scan/55"))))
        .containsExactlyElementsOf(all.subList(45, 55));
    assertThat(keys(client.scan(bytes("scan/97"), 3)))
        .containsExactlyElementsOf(all.subList(97, 100));
    assertThat(keys(client.scanPrefix(bytes("scan/4"))))
        .containsExactlyElementsOf(all.subList(40, 50));

    List<KvPair> keysOnly = client.scan(start, end, true);
    assertThat(keys(keysOnly)).containsExactlyElementsOf(all);
    assertThat(keysOnly).allMatch(pair -> pair.getValue().isEmpty());

    List<String> lazily = new ArrayList<>();
    client
        .scan0(start, end, 100, false)
        .forEachRemaining(p -> lazily.add(p.getKey().toStringUtf8()));
    assertThat(lazily).containsExactlyElementsOf(all);

    List<List<KvPair>> several =
        client.batchScan(
            List.of(
                option("scan/10", "scan/13", 10),
                option("scan/48", "scan/52", 10),
                option("scan/90", "scan0", 2)));
    assertThat(several.stream().map(Published::keys))
        .containsExactly(all.subList(10, 13), all.subList(48, 52), all.subList(90, 92));
  }

  private static ScanOption option(String start, String end, int limit) {
    return ScanOption.newBuilder()
        .setStartKey(bytes(start))
        .setEndKey(bytes(end))
        .setLimit(limit)
        .build();
  }

  @Test
  void rangesAreDeletedAcrossRegions() {
    session.splitRegionAndScatter(List.of(raw("range/5")));
    for (int i = 0; i < 10; i++) {
      client.put(bytes("range/" + i), bytes("v"));
      client.put(bytes("rangf/" + i), bytes("v"));
    }
    client.deleteRange(bytes("range/3"), bytes("range/8"));
    assertThat(keys(client.scanPrefix(bytes("range/"))))
        .containsExactly("range/0", "range/1", "range/2", "range/8", "range/9");
    client.deletePrefix(bytes("range/"));
    assertThat(client.scanPrefix(bytes("range/"))).isEmpty();
    assertThat(client.scanPrefix(bytes("rangf/"))).hasSize(10);
  }

  @Test
  void compareAndSetLooksBeforeItWrites() {
    ByteString key = bytes("cas/key");
    client.compareAndSet(key, Optional.empty(), bytes("a"));
    assertThat(client.get(key)).contains(bytes("a"));
    assertThatThrownBy(() -> client.compareAndSet(key, Optional.empty(), bytes("b")))
        .isInstanceOfSatisfying(
            RawCASConflictException.class,
            conflict -> assertThat(conflict.getPrevValue()).contains(bytes("a")));
    assertThatThrownBy(() -> client.compareAndSet(key, Optional.of(bytes("z")), bytes("b")))
        .isInstanceOf(RawCASConflictException.class);
    client.compareAndSet(key, Optional.of(bytes("a")), bytes("b"));
    assertThat(client.get(key)).contains(bytes("b"));
  }

  @Test
  void putIfAbsentAnswersWhatIsThere() {
    ByteString key = bytes("absent/key");
    assertThat(client.putIfAbsent(key, bytes("first"))).isEmpty();
    assertThat(client.putIfAbsent(key, bytes("second"))).contains(bytes("first"));
    assertThat(client.get(key)).contains(bytes("first"));
  }

  @Test
  void aKeyLivesForEverAndOneWithATimeToLiveIsRefused() throws Exception {
    ByteString key = bytes("ttl/key");
    client.put(key, bytes("v"));
    assertThat(client.getKeyTTL(key)).contains(0L);
    assertThat(client.getKeyTTL(bytes("ttl/absent"))).isEmpty();
    try (TiSession impatient = Published.impatientRawSession(wire.cluster());
        RawKVClient other = impatient.createRawClient()) {
      assertThatThrownBy(() -> other.put(key, bytes("w"), 60)).hasStackTraceContaining("ttl");
      // Its report of a failed batch is not thread-safe: it may fail instead of telling why.
      assertThatThrownBy(() -> other.batchPut(Map.of(key, bytes("w")), 60))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> other.compareAndSet(key, Optional.of(bytes("v")), bytes("w"), 60))
          .hasStackTraceContaining("ttl");
    }
    assertThat(client.get(key)).contains(bytes("v"));
  }

  @Test
  void nothingAcknowledgedIsLostWhenRegionsSplitAndALeaderDies() throws Exception {
    int leader = wire.ordinal(wire.place(ours("load/")).leader().getStoreId());
    try (RawLoad load = new RawLoad(client, "load/", 3)) {
      load.awaitMore(200);
      session.splitRegionAndScatter(List.of(raw("load/0/000100"), raw("load/1/"), raw("load/2/")));
      load.awaitMore(200);
      wire.cluster().killStore(leader);
      load.awaitMore(200);
      wire.cluster().startStore(leader);
      load.awaitMore(200);
      Set<String> acknowledged = load.stop();
      TreeSet<String> present = new TreeSet<>(keys(client.scanPrefix(bytes("load/"))));
      assertThat(present).containsAll(acknowledged);
      for (KvPair pair : client.scanPrefix(bytes("load/"))) {
        assertThat(pair.getValue()).isEqualTo(RawLoad.valueOf(pair.getKey().toStringUtf8()));
      }
    }
  }

  private static com.google.protobuf.ByteString ours(String text) {
    return com.google.protobuf.ByteString.copyFromUtf8(text);
  }

  private static String numbered(String prefix, int i) {
    return String.format("%s%02d", prefix, i);
  }
}
