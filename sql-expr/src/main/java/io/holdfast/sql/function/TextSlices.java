package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.Encodings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of texts and byte strings, by position or by what stands at the edges. */
final class TextSlices {
  private static final long TO_END = Long.MAX_VALUE;

  private static final List<String> CYRILLIC = List.of("KOI8R", "WIN1251", "WIN866", "ISO_8859_5");
  private static final List<String> CENTRAL = List.of("LATIN2", "WIN1250");

  private TextSlices() {}

  static void register(Registry r) {
    substrings(r);
    bytes(r);
    edges(r);
    positions(r);
    r.fn3("split_part(text, text, int4) text", (c, a, b, n) -> splitPart(a, b, (Long) n));
    r.fn2("left(text, int4) text", (c, a, b) -> left((String) a, (Long) b));
    r.fn2("right(text, int4) text", (c, a, b) -> right((String) a, (Long) b));
  }

  private static void substrings(Registry r) {
    for (String name : List.of("substr", "substring")) {
      r.fn2(name + "(text, int4) text", (c, a, b) -> slice((String) a, (Long) b, TO_END));
      r.fn3(
          name + "(text, int4, int4) text", (c, a, b, n) -> slice((String) a, (Long) b, (Long) n));
      r.fn2(name + "(bytea, int4) bytea", (c, a, b) -> slice((Bytes) a, (Long) b, TO_END));
      r.fn3(
          name + "(bytea, int4, int4) bytea", (c, a, b, n) -> slice((Bytes) a, (Long) b, (Long) n));
    }
    r.fn3("overlay(text, text, int4) text", (c, a, b, n) -> overlay(a, b, n, null));
    r.fnN("overlay(text, text, int4, int4) text", (c, a) -> overlay(a[0], a[1], a[2], a[3]));
  }

  /** The last position asked for, exclusive and from 1. */
  private static long end(long start, long count) {
    if (count == TO_END) {
      return TO_END;
    }
    if (count < 0) {
      throw new SqlException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    return start + count;
  }

  /** Characters from position {@code start} (1 is the first); positions before 1 count too. */
  static String slice(String text, long start, long count) {
    long end = end(start, count);
    long points = TextFunctions.points(text);
    long from = Math.max(start, 1) - 1;
    long to = Math.min(end - 1, points);
    if (from >= to) {
      return "";
    }
    int begin = text.offsetByCodePoints(0, (int) from);
    return to == points
        ? text.substring(begin)
        : text.substring(begin, text.offsetByCodePoints(begin, (int) (to - from)));
  }

  private static Bytes slice(Bytes bytes, long start, long count) {
    long end = end(start, count);
    long from = Math.max(start, 1) - 1;
    long to = Math.min(end - 1, bytes.length());
    return from >= to ? Bytes.EMPTY : bytes.slice((int) from, (int) to);
  }

  private static String overlay(Object text, Object with, Object at, @Nullable Object count) {
    long start = (Long) at;
    long length = count == null ? TextFunctions.points((String) with) : (Long) count;
    if (start <= 0) {
      throw new SqlException(SqlState.SUBSTRING_ERROR, "negative substring length not allowed");
    }
    String whole = (String) text;
    return slice(whole, 1, start - 1) + with + slice(whole, start + length, TO_END);
  }

  private static void bytes(Registry r) {
    r.fn2("get_byte(bytea, int4) int4", (c, a, b) -> byteAt((Bytes) a, (Long) b));
    r.fn2(
        "convert_from(bytea, name) text",
        (c, a, b) -> Encodings.decode(raw(a), encoding(b, "source")));
    r.fn2(
        "convert_to(text, name) bytea",
        (c, a, b) -> Bytes.wrap(Encodings.encode((String) a, encoding(b, "destination"))));
    r.fn3(
        "convert(bytea, name, name) bytea",
        (c, a, b, d) -> convert(raw(a), encoding(b, "source"), encoding(d, "destination")));
    r.fn3("set_byte(bytea, int4, int4) bytea", (c, a, b, d) -> withByte(a, (Long) b, (Long) d));
    r.fn2("get_bit(bytea, int8) int4", (c, a, b) -> bitAt((Bytes) a, (Long) b));
    r.fn3("set_bit(bytea, int8, int4) bytea", (c, a, b, d) -> withBit(a, (Long) b, (Long) d));
    r.fn1("bit_count(bytea) int8", (c, a) -> (long) BitSet.valueOf(raw(a)).cardinality());
    r.fn2(
        "length(bytea, name) int4",
        (c, a, b) -> TextFunctions.points(Encodings.decode(raw(a), encoding(b, ""))));
  }

  /** To and from UTF-8 only, but for encodings of one script. */
  private static Bytes convert(
      byte[] bytes, Encodings.Encoding source, Encodings.Encoding destination) {
    String text = Encodings.decode(bytes, source);
    boolean known =
        source.isUtf8()
            || destination.isUtf8()
            || source.equals(destination)
            || (CYRILLIC.contains(source.name()) && CYRILLIC.contains(destination.name()))
            || (CENTRAL.contains(source.name()) && CENTRAL.contains(destination.name()));
    if (!known) {
      throw new SqlException(
          SqlState.UNDEFINED_FUNCTION,
          "default conversion function for encoding \""
              + source.name()
              + "\" to \""
              + destination.name()
              + "\" does not exist");
    }
    return Bytes.wrap(Encodings.encode(text, destination));
  }

  private static Bytes withByte(Object bytes, long index, long value) {
    byteAt((Bytes) bytes, index);
    byte[] changed = raw(bytes).clone();
    changed[(int) index] = (byte) value;
    return Bytes.wrap(changed);
  }

  private static Long bitAt(Bytes bytes, long index) {
    requireBit(bytes, index);
    return (long) (bytes.byteAt((int) (index / 8)) >> (index % 8) & 1);
  }

  private static Bytes withBit(Object bytes, long index, long value) {
    requireBit((Bytes) bytes, index);
    if (value != 0 && value != 1) {
      throw new SqlException(SqlState.INVALID_PARAMETER_VALUE, "new bit must be 0 or 1");
    }
    byte[] changed = raw(bytes).clone();
    int at = (int) (index / 8);
    int mask = 1 << (index % 8);
    changed[at] = (byte) (value == 1 ? changed[at] | mask : changed[at] & ~mask);
    return Bytes.wrap(changed);
  }

  private static void requireBit(Bytes bytes, long index) {
    if (index < 0 || index >= 8L * bytes.length()) {
      throw new SqlException(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "index " + index + " out of valid range, 0.." + (8L * bytes.length() - 1));
    }
  }

  private static byte[] raw(Object bytes) {
    return ((Bytes) bytes).readOnlyArray();
  }

  private static Encodings.Encoding encoding(Object name, String role) {
    Encodings.Encoding found = Encodings.find((String) name);
    if (found == null) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid " + (role.isEmpty() ? "" : role + " ") + "encoding name \"" + name + "\"");
    }
    return found;
  }

  private static Long byteAt(Bytes bytes, long index) {
    if (index < 0 || index >= bytes.length()) {
      throw new SqlException(
          SqlState.ARRAY_SUBSCRIPT_ERROR,
          "index " + index + " out of valid range, 0.." + (bytes.length() - 1));
    }
    return (long) (bytes.byteAt((int) index) & 0xFF);
  }

  private static void edges(Registry r) {
    trims(r, "ltrim", true, false);
    trims(r, "rtrim", false, true);
    trims(r, "btrim", true, true);
    r.fn2("lpad(text, int4) text", (c, a, b) -> pad((String) a, (Long) b, " ", true));
    r.fn3("lpad(text, int4, text) text", (c, a, b, f) -> pad((String) a, (Long) b, f, true));
    r.fn2("rpad(text, int4) text", (c, a, b) -> pad((String) a, (Long) b, " ", false));
    r.fn3("rpad(text, int4, text) text", (c, a, b, f) -> pad((String) a, (Long) b, f, false));
  }

  private static void trims(Registry r, String name, boolean front, boolean back) {
    r.fn1(name + "(text) text", (c, a) -> trim((String) a, " ", front, back));
    r.fn2(name + "(text, text) text", (c, a, b) -> trim((String) a, (String) b, front, back));
    r.fn2(name + "(bytea, bytea) bytea", (c, a, b) -> trim((Bytes) a, (Bytes) b, front, back));
  }

  private static String trim(String text, String set, boolean front, boolean back) {
    int from = 0;
    int to = text.length();
    while (front && from < to && set.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (back && from < to && set.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Bytes trim(Bytes bytes, Bytes set, boolean front, boolean back) {
    int from = 0;
    int to = bytes.length();
    while (front && from < to && contains(set, bytes.byteAt(from))) {
      from++;
    }
    while (back && from < to && contains(set, bytes.byteAt(to - 1))) {
      to--;
    }
    return bytes.slice(from, to);
  }

  private static boolean contains(Bytes set, byte wanted) {
    for (int i = 0; i < set.length(); i++) {
      if (set.byteAt(i) == wanted) {
        return true;
      }
    }
    return false;
  }

  private static String pad(String text, long length, Object fill, boolean front) {
    if (length > TextFunctions.LENGTH_MAX) {
      throw TextFunctions.tooLong();
    }
    long points = TextFunctions.points(text);
    if (length <= points) {
      return slice(text, 1, Math.max(0, length));
    }
    int[] pattern = ((String) fill).codePoints().toArray();
    if (pattern.length == 0) {
      return text;
    }
    StringBuilder padding = new StringBuilder();
    for (long i = 0; i < length - points; i++) {
      padding.appendCodePoint(pattern[(int) (i % pattern.length)]);
    }
    return front ? padding + text : text + padding;
  }

  private static void positions(Registry r) {
    r.fn2("strpos(text, text) int4", (c, a, b) -> position((String) a, (String) b));
    r.fn2("position(text, text) int4", (c, a, b) -> position((String) a, (String) b));
    r.fn2("position(bytea, bytea) int4", (c, a, b) -> position(latin1(a), latin1(b)));
  }

  private static String latin1(Object value) {
    return new String(((Bytes) value).readOnlyArray(), StandardCharsets.ISO_8859_1);
  }

  private static Long position(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? 0L : (Long) (text.codePointCount(0, at) + 1L);
  }

  private static String splitPart(Object text, Object delimiter, long field) {
    if (field == 0) {
      throw new SqlException(SqlState.INVALID_PARAMETER_VALUE, "field position must not be zero");
    }
    String whole = (String) text;
    String mark = (String) delimiter;
    if (whole.isEmpty()) {
      return "";
    }
    if (mark.isEmpty()) {
      return field == 1 || field == -1 ? whole : "";
    }
    List<String> parts = partsOf(whole, mark);
    long index = field > 0 ? field - 1 : parts.size() + field;
    return index >= 0 && index < parts.size() ? parts.get((int) index) : "";
  }

  private static List<String> partsOf(String whole, String mark) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = whole.indexOf(mark); at >= 0; at = whole.indexOf(mark, from)) {
      parts.add(whole.substring(from, at));
      from = at + mark.length();
    }
    parts.add(whole.substring(from));
    return parts;
  }

  private static String left(String text, long count) {
    long points = TextFunctions.points(text);
    return slice(text, 1, count >= 0 ? count : Math.max(0, points + count));
  }

  private static String right(String text, long count) {
    long points = TextFunctions.points(text);
    long kept = count >= 0 ? Math.min(count, points) : Math.max(0, points + count);
    return slice(text, points - kept + 1, kept);
  }
}
