package io.holdfast.endtoend.sql.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Messages of a server as words: what a driver acts on, without texts for people. */
final class WireWords {
  private static final String REVALIDATION = "RevalidateCachedQuery";

  private WireWords() {}

  /** One message: its letter, then what it says. */
  static String of(char type, ByteBuffer body) {
    String words = content(type, body);
    return words.isEmpty() ? String.valueOf(type) : type + " " + words;
  }

  private static String content(char type, ByteBuffer in) {
    return switch (type) {
      case 'Z' -> String.valueOf((char) in.get());
      case 'C' -> string(in);
      case 'S' -> string(in) + "=" + string(in);
      case 'E', 'N' -> report(in);
      case 'T' -> columns(in);
      case 'D' -> row(in);
      case 't' -> types(in);
      default -> "";
    };
  }

  private static String report(ByteBuffer in) {
    Map<Character, String> fields = new TreeMap<>();
    for (byte code = in.get(); code != 0; code = in.get()) {
      fields.put((char) code, string(in));
    }
    String routine = fields.get('R');
    // The one that drivers look at; others are PostgreSQL's own business.
    return fields.get('C') + (REVALIDATION.equals(routine) ? " in " + routine : "");
  }

  private static String columns(ByteBuffer in) {
    List<String> columns = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      String name = string(in);
      in.position(in.position() + 6);
      columns.add(name + ":" + in.getInt());
      in.position(in.position() + 8);
    }
    return String.join(" ", columns);
  }

  private static String types(ByteBuffer in) {
    List<String> types = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      types.add(String.valueOf(in.getInt()));
    }
    return String.join(" ", types);
  }

  private static String row(ByteBuffer in) {
    List<String> values = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      byte[] value = new byte[Math.max(0, length)];
      in.get(value);
      values.add(length < 0 ? "NULL" : new String(value, StandardCharsets.UTF_8));
    }
    return String.join("|", values);
  }

  private static String string(ByteBuffer in) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = in.get(); next != 0; next = in.get()) {
      text.write(next);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
