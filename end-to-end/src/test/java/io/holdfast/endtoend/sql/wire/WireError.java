package io.holdfast.endtoend.sql.wire;

import java.util.Map;

/** An ErrorResponse or NoticeResponse: its fields by their one-letter codes. */
public record WireError(Map<Character, String> fields) {
  /** The SQLSTATE. */
  public String state() {
    return fields.getOrDefault('C', "?????");
  }

  /** The text for people. */
  public String message() {
    return fields.getOrDefault('M', "");
  }

  /** 1-based character of the statement, empty for none. */
  public String position() {
    return fields.getOrDefault('P', "");
  }

  @Override
  public String toString() {
    return state() + " " + message() + (position().isEmpty() ? "" : " @" + position());
  }
}
