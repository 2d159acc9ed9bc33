package io.holdfast.sql.function;

import io.holdfast.sql.expr.Conversion;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import io.holdfast.sql.type.ValueText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conversions that work for many types: through the text form, and element by element. */
final class Conversions {
  static final Conversion TO_TEXT =
      new Conversion("to text", Volatility.STABLE, Conversions::toText);
  static final Conversion FROM_TEXT =
      new Conversion("from text", Volatility.STABLE, Conversions::fromText);
  static final Conversion RELABEL_ARRAY =
      new Conversion("relabel array", Volatility.IMMUTABLE, Conversions::relabelArray);
  private static final Casts.Path TO_TEXT_PATH = new Casts.Path(TO_TEXT);
  private static final Casts.Path FROM_TEXT_PATH = new Casts.Path(FROM_TEXT);
  private static final Casts.Path FIXED_TO_TEXT_PATH =
      new Casts.Path(new Conversion("to text", Volatility.IMMUTABLE, Conversions::toText));
  private static final Casts.Path FIXED_FROM_TEXT_PATH =
      new Casts.Path(new Conversion("from text", Volatility.IMMUTABLE, Conversions::fromText));

  private Conversions() {}

  static Casts.Path toText(BaseType from) {
    return isFixed(from) ? FIXED_TO_TEXT_PATH : TO_TEXT_PATH;
  }

  static Casts.Path fromText(BaseType to) {
    return isFixed(to) ? FIXED_FROM_TEXT_PATH : FROM_TEXT_PATH;
  }

  /** Whether the text form of a type depends on no setting and no catalogue. */
  private static boolean isFixed(BaseType type) {
    return switch (type) {
      case BOOL,
          BYTEA,
          QCHAR,
          NAME,
          INT2,
          INT4,
          INT8,
          TEXT,
          OID,
          FLOAT4,
          FLOAT8,
          BPCHAR,
          VARCHAR,
          NUMERIC ->
          true;
      default -> false;
    };
  }

  private static Object toText(
      Object value, SqlType from, SqlType to, boolean explicit, EvalContext ctx) {
    String text = ValueText.format(from, value, ctx.types());
    return to.is(BaseType.NAME) ? Typmod.truncateName(text) : text;
  }

  private static Object fromText(
      Object value, SqlType from, SqlType to, boolean explicit, EvalContext ctx) {
    SqlType input = to.is(BaseType.INTERVAL) ? to : to.plain();
    return ValueText.parse(input, (String) value, ctx.types());
  }

  private static Object relabelArray(
      Object value, SqlType from, SqlType to, boolean explicit, EvalContext ctx) {
    return ((SqlArray) value).withElementType(Objects.requireNonNull(to.base().element()));
  }

  static Conversion arrayOf(Conversion each) {
    return new Conversion(each.name() + " of elements", each.volatility(), new ArrayBody(each));
  }

  /** Converts each element; a record, so that equal casts are equal. */
  private record ArrayBody(Conversion each) implements Conversion.Body {
    @Override
    public Object convert(
        Object value, SqlType from, SqlType to, boolean explicit, EvalContext ctx) {
      SqlArray array = (SqlArray) value;
      SqlType element = SqlType.of(Objects.requireNonNull(from.base().element()));
      BaseType target = Objects.requireNonNull(to.base().element());
      SqlType targetType = new SqlType(target, to.typmod());
      @Nullable Object[] converted = new Object[array.size()];
      for (int i = 0; i < converted.length; i++) {
        Object one = array.get(i);
        converted[i] =
            one == null ? null : each.body().convert(one, element, targetType, explicit, ctx);
      }
      return array.withElements(target, converted);
    }
  }
}
