package io.holdfast.endtoend.sql.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Messages of a server as words: what a driver acts on, without texts for people. */
final class WireWords {
  private static final String REVALIDATION = "RevalidateCachedQuery";

  private final ByteBuffer in;
  private final Charset charset;

  private WireWords(ByteBuffer in, Charset charset) {
    this.in = in;
    this.charset = charset;
  }

  /** One message: its letter, then what it says. */
  static String of(char type, ByteBuffer body, Charset charset) {
    String words = new WireWords(body, charset).content(type);
    return words.isEmpty() ? String.valueOf(type) : type + " " + words;
  }

  private String content(char type) {
    return switch (type) {
      case 'Z' -> String.valueOf((char) in.get());
      case 'C' -> string();
      case 'S' -> string() + "=" + string();
      case 'E', 'N' -> report();
      case 'T' -> columns();
      case 'd' -> line();
      case 'D' -> row();
      case 't' -> types();
      default -> "";
    };
  }

  private String report() {
    Map<Character, String> fields = new TreeMap<>();
    for (byte code = in.get(); code != 0; code = in.get()) {
      fields.put((char) code, string());
    }
    String routine = fields.get('R');
    // The one that drivers look at; others are PostgreSQL's own business.
    return fields.get('C') + (REVALIDATION.equals(routine) ? " in " + routine : "");
  }

  private String columns() {
    List<String> columns = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      String name = string();
      in.position(in.position() + 6);
      columns.add(name + ":" + in.getInt());
      in.position(in.position() + 8);
    }
    return String.join(" ", columns);
  }

  private String types() {
    List<String> types = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      types.add(String.valueOf(in.getInt()));
    }
    return String.join(" ", types);
  }

  private String row() {
    List<String> values = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      byte[] value = new byte[Math.max(0, length)];
      in.get(value);
      values.add(length < 0 ? "NULL" : new String(value, charset));
    }
    return String.join("|", values);
  }

  /** A line of COPY. */
  private String line() {
    byte[] line = new byte[in.remaining()];
    in.duplicate().get(line);
    int end = 0;
    while (line[end] != '\n') {
      end++;
    }
    return new String(line, 0, end, charset);
  }

  private String string() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = in.get(); next != 0; next = in.get()) {
      text.write(next);
    }
    return text.toString(charset);
  }
}
