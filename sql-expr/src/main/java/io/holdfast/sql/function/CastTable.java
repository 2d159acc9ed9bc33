package io.holdfast.sql.function;

import io.holdfast.sql.expr.Conversion;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.type.BaseType;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The casts between two types that have an entry of their own (pg_cast). */
final class CastTable {
  private record Entry(Casts.Path path, CastContext context) {}

  private final Map<BaseType, Map<BaseType, Entry>> entries = new EnumMap<>(BaseType.class);

  private CastTable() {}

  static CastTable build() {
    CastTable table = new CastTable();
    NumberCasts.register(table);
    TextCasts.register(table);
    DateTimeCasts.register(table);
    return table;
  }

  /** Adds a cast that only changes the label. */
  void relabel(BaseType from, BaseType to, CastContext context) {
    put(from, to, new Entry(Casts.Path.RELABEL, context));
  }

  /** Adds a cast that does something. */
  void add(BaseType from, BaseType to, CastContext context, Conversion.Body body) {
    add(from, to, context, Volatility.IMMUTABLE, body);
  }

  /** Adds a cast whose result depends on settings. */
  void add(
      BaseType from,
      BaseType to,
      CastContext context,
      Volatility volatility,
      Conversion.Body body) {
    String name = from.typeName() + " to " + to.typeName();
    put(from, to, new Entry(new Casts.Path(new Conversion(name, volatility, body)), context));
  }

  private void put(BaseType from, BaseType to, Entry entry) {
    entries.computeIfAbsent(from, key -> new EnumMap<>(BaseType.class)).put(to, entry);
  }

  /** Whether there is an entry, in whatever context. */
  boolean has(BaseType from, BaseType to) {
    return entry(from, to) != null;
  }

  /** The entry, if the context allows it. */
  Casts.@Nullable Path find(BaseType from, BaseType to, CastContext context) {
    Entry entry = entry(from, to);
    return entry == null || entry.context.compareTo(context) > 0 ? null : entry.path;
  }

  private @Nullable Entry entry(BaseType from, BaseType to) {
    Map<BaseType, Entry> targets = entries.get(from);
    return targets == null ? null : targets.get(to);
  }
}
