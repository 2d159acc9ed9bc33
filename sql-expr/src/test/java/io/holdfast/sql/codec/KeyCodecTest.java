package io.holdfast.sql.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KeyCodecTest {
  private static final Bytes PREFIX = Bytes.utf8("t1r");

  private static int compareTuples(
      List<SqlType> types, @Nullable Object[] a, @Nullable Object[] b) {
    for (int i = 0; i < types.size(); i++) {
      int order = Values.compareNullsLast(types.get(i).base(), a[i], b[i]);
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return 0;
  }

  private static @Nullable Object[] tuple(RandomValues random, List<SqlType> types) {
    return types.stream().map(random::nullable).toArray();
  }

  @Test
  void orderOfKeysIsOrderOfValuesForEveryType() {
    RandomValues random = new RandomValues(17);
    for (SqlType type : RandomValues.KEY_TYPES) {
      List<SqlType> types = List.of(type);
      KeyCodec codec = new KeyCodec(types);
      for (int i = 0; i < 2_000; i++) {
        @Nullable Object[] a = tuple(random, types);
        @Nullable Object[] b = tuple(random, types);
        Bytes x = codec.encode(PREFIX, a);
        Bytes y = codec.encode(PREFIX, b);
        assertThat(Integer.signum(x.compareTo(y)))
            .as("%s: %s and %s, %s and %s", type, a[0], b[0], x.toHex(), y.toHex())
            .isEqualTo(compareTuples(types, a, b));
      }
    }
  }

  @Test
  void orderOfKeysIsOrderOfTuples() {
    RandomValues random = new RandomValues(23);
    for (int i = 0; i < 6_000; i++) {
      List<SqlType> types = new ArrayList<>();
      for (int column = 1 + random.below(3); column > 0; column--) {
        types.add(RandomValues.KEY_TYPES.get(random.below(RandomValues.KEY_TYPES.size())));
      }
      KeyCodec codec = new KeyCodec(types);
      @Nullable Object[] a = tuple(random, types);
      @Nullable Object[] b = random.below(3) == 0 ? a.clone() : tuple(random, types);
      if (types.size() > 1) {
        b[0] = a[0];
      }
      Bytes x = codec.encode(PREFIX, a);
      Bytes y = codec.encode(PREFIX, b);
      assertThat(Integer.signum(x.compareTo(y))).isEqualTo(compareTuples(types, a, b));
      assertThat(compareTuples(types, codec.decode(x, PREFIX.length()), a)).isZero();
    }
  }

  @Test
  void exactTypesDecodeToTheSameValue() {
    RandomValues random = new RandomValues(29);
    for (SqlType type : RandomValues.KEY_TYPES) {
      KeyCodec codec = new KeyCodec(List.of(type));
      for (int i = 0; i < 500 && KeyCodec.isExact(type); i++) {
        Object value = random.value(type);
        assertThat(codec.decode(codec.encode(PREFIX, value), PREFIX.length())[0]).isEqualTo(value);
      }
    }
  }

  @Test
  void rangesHoldExactlyTheTuplesTheyDescribe() {
    RandomValues random = new RandomValues(31);
    for (int i = 0; i < 6_000; i++) {
      SqlType type = RandomValues.KEY_TYPES.get(random.below(RandomValues.KEY_TYPES.size()));
      List<SqlType> types = List.of(SqlType.INT4, type, SqlType.INT4);
      KeyCodec codec = new KeyCodec(types);
      @Nullable Object[] equal = {1L};
      Object lower = random.below(3) == 0 ? null : random.value(type);
      Object upper = random.below(3) == 0 ? null : random.value(type);
      boolean from = random.below(2) == 0;
      boolean to = random.below(2) == 0;
      KeyRange range = codec.range(PREFIX, equal, lower, from, upper, to);
      Object value = random.below(4) == 0 && lower != null ? lower : random.nullable(type);
      boolean inside =
          value != null
              && (lower == null || Values.compare(type, value, lower) >= (from ? 0 : 1))
              && (upper == null || Values.compare(type, value, upper) <= (to ? 0 : -1));
      assertThat(range.contains(codec.encode(PREFIX, 1L, value, random.nullable(SqlType.INT4))))
          .as("%s in %s..%s", value, lower, upper)
          .isEqualTo(inside);
      assertThat(range.contains(codec.encode(PREFIX, 2L, value, 0L))).isFalse();
      Object other = random.nullable(type);
      assertThat(codec.prefixRange(PREFIX, 1L, value).contains(codec.encode(PREFIX, 1L, other, 7L)))
          .isEqualTo(Values.equal(type, value, other));
    }
  }

  @Test
  void smallIntegersMakeShortKeys() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.INT8));
    assertThat(codec.encode(Bytes.EMPTY, 0L).toHex()).isEqualTo("80");
    assertThat(codec.encode(Bytes.EMPTY, 5L).toHex()).isEqualTo("8105");
    assertThat(codec.encode(Bytes.EMPTY, -1L).toHex()).isEqualTo("7fff");
    assertThat(codec.encode(Bytes.EMPTY, 100_000L).toHex()).isEqualTo("830186a0");
  }

  @Test
  void scaleDoesNotChangeTheKeyOfANumeric() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.NUMERIC));
    assertThat(codec.encode(PREFIX, Decimal.parse("1.500")))
        .isEqualTo(codec.encode(PREFIX, Decimal.parse("1.5")));
  }

  @Test
  void corruptKeysSayWhatTheyAre() {
    KeyCodec codec = new KeyCodec(List.of(SqlType.INT4, SqlType.TEXT));
    for (String hex : List.of("", "8105", "810510", "81051061", "8f00", "8105106100ff", "810520")) {
      assertThatThrownBy(() -> codec.decode(Bytes.hex(hex), 0))
          .isInstanceOfSatisfying(
              SqlException.class, e -> assertThat(e.state().code()).isEqualTo("XX000"))
          .hasMessageContaining("corrupt key");
    }
    assertThatThrownBy(() -> new KeyCodec(List.of(SqlType.of(BaseType.INT4_ARRAY))))
        .isInstanceOf(SqlException.class);
  }
}
