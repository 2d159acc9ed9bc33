package io.holdfast.client.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.commit.Mutation;
import io.holdfast.client.error.KeyExistsException;
import io.holdfast.client.error.TxnTooLargeException;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MemBufferTest {
  private final MemBuffer buffer = new MemBuffer(false);

  private static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  private Mutation.Kind kind() {
    Mutation mutation = buffer.get(b("k"));
    assertThat(mutation).isNotNull();
    return mutation.kind();
  }

  @Test
  void theDemandThatAKeyBeAbsentSurvivesLaterWrites() {
    buffer.insert(b("k"), b("1"));
    buffer.put(b("k"), b("2"));
    assertThat(kind()).isEqualTo(Mutation.Kind.INSERT);
    buffer.delete(b("k"));
    assertThat(kind()).isEqualTo(Mutation.Kind.CHECK_ABSENT);
    buffer.insert(b("k"), b("3"));
    assertThat(kind()).isEqualTo(Mutation.Kind.INSERT);
    assertThatThrownBy(() -> buffer.insert(b("k"), b("4"))).isInstanceOf(KeyExistsException.class);
  }

  @Test
  void anInsertAfterAnOwnDeleteIsAPlainWrite() {
    buffer.delete(b("k"));
    buffer.insert(b("k"), b("1"));
    assertThat(kind()).isEqualTo(Mutation.Kind.PUT);
  }

  @Test
  void aLockNeverReplacesAWriteButAWriteReplacesALock() {
    buffer.put(b("k"), b("1"));
    buffer.lock(b("k"));
    assertThat(kind()).isEqualTo(Mutation.Kind.PUT);
    buffer.lock(b("l"));
    buffer.delete(b("l"));
    assertThat(buffer.mutations())
        .extracting(Mutation::kind)
        .containsExactly(Mutation.Kind.PUT, Mutation.Kind.DELETE);
  }

  @Test
  void countsBytesAndRefusesTooMany() {
    buffer.put(b("k"), b("12345"));
    buffer.put(b("k"), b("1"));
    assertThat(buffer.sizeBytes()).isEqualTo(2);
    Bytes large = Bytes.wrap(new byte[Limits.VALUE_BYTES_MAX]);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                buffer.put(b("large" + i), large);
              }
            })
        .isInstanceOf(TxnTooLargeException.class);
    assertThat(buffer.sizeBytes()).isLessThanOrEqualTo(Limits.TXN_BYTES_MAX);
  }

  @Test
  void mergedPagesEqualANaiveMergeForAllSeedsDirectionsAndPageSizes() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      boolean reverse = random.nextBoolean();
      TreeMap<Bytes, Bytes> snapshot = new TreeMap<>();
      for (int i = 0; i < random.nextInt(30); i++) {
        snapshot.put(b("k" + random.nextInt(10, 50)), b("s" + i));
      }
      MemBuffer own = new MemBuffer(false);
      TreeMap<Bytes, Bytes> expected = new TreeMap<>(snapshot);
      for (int i = 0; i < random.nextInt(30); i++) {
        Bytes key = b("k" + random.nextInt(10, 50));
        if (random.nextInt(3) == 0) {
          own.delete(key);
          expected.remove(key);
        } else if (random.nextInt(4) == 0) {
          own.lock(key);
        } else {
          own.put(key, b("o" + i));
          expected.put(key, b("o" + i));
        }
      }
      ScanMerge merge = new ScanMerge(own.hiding(KeyRange.ALL, reverse), reverse, false);
      List<KeyValue> merged = new ArrayList<>();
      for (Page page : pages(inOrder(snapshot, reverse), 1 + random.nextInt(6))) {
        merged.addAll(merge.merge(page));
      }
      assertThat(merged).as("seed %s", seed).isEqualTo(inOrder(expected, reverse));
    }
  }

  private static List<KeyValue> inOrder(NavigableMap<Bytes, Bytes> map, boolean reverse) {
    List<KeyValue> entries = new ArrayList<>();
    (reverse ? map.descendingMap() : map).forEach((k, v) -> entries.add(new KeyValue(k, v)));
    return entries;
  }

  /** The last page is empty, as when the entries end with a region. */
  private static List<Page> pages(List<KeyValue> entries, int size) {
    List<Page> pages = new ArrayList<>();
    for (int at = 0; at < entries.size(); at += size) {
      pages.add(new Page(entries.subList(at, Math.min(entries.size(), at + size)), false));
    }
    pages.add(new Page(List.of(), true));
    return pages;
  }
}
