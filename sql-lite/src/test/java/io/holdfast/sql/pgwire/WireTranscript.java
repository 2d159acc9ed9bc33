package io.holdfast.sql.pgwire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what a server sent into lines that people can compare. */
final class WireTranscript {
  private final ByteBuffer in;
  private final List<String> lines = new ArrayList<>();

  private WireTranscript(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /** One line for each message; fails when the bytes are not whole messages. */
  static List<String> of(byte[] bytes) {
    WireTranscript transcript = new WireTranscript(bytes);
    while (transcript.in.hasRemaining()) {
      transcript.message();
    }
    return transcript.lines;
  }

  private void message() {
    char type = (char) in.get();
    int end = in.position() - 0 + in.getInt(in.position());
    in.getInt();
    StringBuilder line = new StringBuilder().append(type);
    switch (type) {
      case 'R', 'K' -> line.append(' ').append(in.getInt());
      case 'Z' -> line.append(' ').append((char) in.get());
      case 'C' -> line.append(' ').append(string());
      case 'S' -> line.append(' ').append(string()).append('=').append(string());
      case 'E', 'N' -> fields(line);
      case 'T' -> {
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
          line.append(' ').append(string());
          in.getInt();
          in.getShort();
          line.append(':').append(in.getInt());
          in.getShort();
          in.getInt();
          line.append(in.getShort() == 1 ? "b" : "");
        }
      }
      case 't' -> {
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
          line.append(' ').append(in.getInt());
        }
      }
      case 'D' -> {
        int count = in.getShort();
        for (int i = 0; i < count; i++) {
          int length = in.getInt();
          line.append(' ').append(length < 0 ? "NULL" : value(length));
        }
      }
      case 'G', 'H' -> {
        line.append(' ').append(in.get());
        line.append(' ').append(in.getShort());
      }
      default -> {}
    }
    if (type == 'K' || type == 'G' || type == 'H' || type == 'v' || type == 'd') {
      in.position(end);
    }
    if (in.position() != end) {
      throw new AssertionError("message " + line + " has " + (end - in.position()) + " too many");
    }
    lines.add(line.toString());
  }

  private void fields(StringBuilder line) {
    while (true) {
      char field = (char) in.get();
      if (field == 0) {
        return;
      }
      String value = string();
      if (field != 'V') {
        line.append(' ').append(field).append('=').append(value);
      }
    }
  }

  private String value(int length) {
    byte[] value = new byte[length];
    in.get(value);
    return new String(value, StandardCharsets.UTF_8);
  }

  private String string() {
    int start = in.position();
    while (in.get() != 0) {
      // On to the zero byte.
    }
    return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
  }
}
