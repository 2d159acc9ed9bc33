package io.holdfast.sql.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowCodecTest {
  private static final List<SqlType> TYPES = new ArrayList<>(RandomValues.KEY_TYPES);

  static {
    TYPES.add(SqlType.of(BaseType.NUMERIC_ARRAY));
  }

  private static int[] ids(int count, long seed) {
    List<Integer> ids = new ArrayList<>();
    for (int i = 1; i <= count * 3; i++) {
      ids.add(i * 7);
    }
    Collections.shuffle(ids, new Random(seed));
    return ids.stream().limit(count).mapToInt(Integer::intValue).toArray();
  }

  @Test
  void rowsReadBackWhateverTheOrderOfColumns() {
    RandomValues random = new RandomValues(41);
    for (int i = 0; i < 800; i++) {
      RowCodec codec = new RowCodec(ids(TYPES.size(), i), TYPES);
      @Nullable Object[] values = TYPES.stream().map(random::nullable).toArray();
      @Nullable Object[] again = codec.decode(codec.encode(values));
      for (int column = 0; column < values.length; column++) {
        // By text as well: equality ignores the scale of a numeric and the parts of an interval.
        assertThat(String.valueOf(again[column])).isEqualTo(String.valueOf(values[column]));
        assertThat(again[column]).isEqualTo(values[column]);
      }
    }
  }

  @Test
  void wantedColumnsAreFoundAmongOthers() {
    RandomValues random = new RandomValues(43);
    int[] ids = ids(TYPES.size(), 1);
    RowCodec all = new RowCodec(ids, TYPES);
    for (int i = 0; i < 800; i++) {
      @Nullable Object[] values = TYPES.stream().map(random::nullable).toArray();
      int a = random.below(TYPES.size());
      int b = (a + 1 + random.below(TYPES.size() - 1)) % TYPES.size();
      RowCodec some = new RowCodec(new int[] {ids[a], ids[b]}, List.of(TYPES.get(a), TYPES.get(b)));
      assertThat(some.decode(all.encode(values))).containsExactly(values[a], values[b]);
    }
  }

  @Test
  void columnsAddedLaterHaveTheirDefaultInOlderRowsAndCanBeNullInNewOnes() {
    RowCodec before = new RowCodec(new int[] {1}, List.of(SqlType.INT4));
    Bytes old = before.encode(new Object[] {5L});
    RowCodec after =
        new RowCodec(
            new int[] {1, 2, 3},
            List.of(SqlType.INT4, SqlType.TEXT, SqlType.TEXT),
            new Object[] {null, "default", null});
    assertThat(after.decode(old)).containsExactly(5L, "default", null);
    assertThat(after.decode(after.encode(new Object[] {6L, null, null})))
        .containsExactly(6L, null, null);
    assertThat(before.decode(after.encode(new Object[] {7L, "x", "y"}))).containsExactly(7L);
  }

  @Test
  void smallRowsAreShort() {
    RowCodec codec =
        new RowCodec(
            new int[] {1, 2, 3},
            List.of(SqlType.INT4, SqlType.TEXT, new SqlType(BaseType.BPCHAR, 88)));
    Bytes row = codec.encode(new Object[] {3L, "ab", "c" + " ".repeat(83)});
    assertThat(row.toHex()).isEqualTo("01050607026162070163");
    assertThat(codec.decode(row)).containsExactly(3L, "ab", "c" + " ".repeat(83));
  }

  @Test
  void arraysKeepTheirShape() {
    SqlType type = SqlType.of(BaseType.TEXT_ARRAY);
    RowCodec codec = new RowCodec(new int[] {1}, List.of(type));
    SqlArray array =
        SqlArray.ofShape(
            BaseType.TEXT, new int[] {2, 2}, new int[] {0, -1}, new Object[] {"a", null, "", "d"});
    assertThat(codec.decode(codec.encode(new Object[] {array}))).containsExactly(array);
    SqlArray empty = SqlArray.of(BaseType.TEXT);
    assertThat(codec.decode(codec.encode(new Object[] {empty}))).containsExactly(empty);
  }

  @Test
  void anIntervalKeepsItsParts() {
    RowCodec codec = new RowCodec(new int[] {1}, List.of(SqlType.of(BaseType.INTERVAL)));
    Interval interval = new Interval(-1, 40, -5);
    Interval again = (Interval) codec.decode(codec.encode(new Object[] {interval}))[0];
    assertThat(again.toString()).isEqualTo(interval.toString());
  }

  @Test
  void damagedRowsNeverEscapeAsAnythingButAnInternalError() {
    RandomValues random = new RandomValues(47);
    SplittableRandom damage = new SplittableRandom(53);
    RowCodec codec = new RowCodec(ids(TYPES.size(), 2), TYPES);
    int refused = 0;
    for (int i = 0; i < 6_000; i++) {
      byte[] row = codec.encode(TYPES.stream().map(random::nullable).toArray()).toArray();
      if (damage.nextBoolean()) {
        row = java.util.Arrays.copyOf(row, damage.nextInt(row.length));
      } else {
        row[damage.nextInt(row.length)] = (byte) damage.nextInt(256);
      }
      try {
        codec.decode(Bytes.wrap(row));
      } catch (SqlException e) {
        assertThat(e.message()).contains("corrupt row");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_500);
  }

  @Test
  void idsThatRepeatAreRefused() {
    assertThatThrownBy(() -> new RowCodec(new int[] {1, 1}, List.of(SqlType.INT4, SqlType.INT4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
