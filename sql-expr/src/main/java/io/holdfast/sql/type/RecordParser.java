package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the text form of a row apart: fields in parentheses, quoted where needed. */
public final class RecordParser {
  private final String text;
  private int at;

  private RecordParser(String text) {
    this.text = text;
  }

  /**
   * The texts of the fields, null for what is missing between two commas.
   *
   * @param columns how many fields are wanted
   * @throws SqlException 22P02 with what is wrong as its detail
   */
  public static List<@Nullable String> parse(String text, int columns) {
    return new RecordParser(text).fields(columns);
  }

  private List<@Nullable String> fields(int columns) {
    skipBlanks();
    if (at == text.length() || text.charAt(at) != '(') {
      throw malformed("Missing left parenthesis.");
    }
    at++;
    List<@Nullable String> fields = new ArrayList<>();
    while (fields.size() < columns) {
      if (!fields.isEmpty()) {
        if (peek() != ',') {
          throw malformed("Too few columns.");
        }
        at++;
      }
      fields.add(field());
    }
    if (columns == 0) {
      skipBlanks();
    }
    if (peek() != ')') {
      throw malformed("Too many columns.");
    }
    at++;
    skipBlanks();
    if (at < text.length()) {
      throw malformed("Junk after right parenthesis.");
    }
    return fields;
  }

  private @Nullable String field() {
    if (peek() == ',' || peek() == ')') {
      return null;
    }
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    while (quoted || (peek() != ',' && peek() != ')')) {
      char c = peek();
      at++;
      if (c == '\\') {
        field.append(peek());
        at++;
      } else if (c != '"') {
        field.append(c);
      } else if (!quoted) {
        quoted = true;
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        quoted = false;
      }
    }
    return field.toString();
  }

  private char peek() {
    if (at >= text.length()) {
      throw malformed("Unexpected end of input.");
    }
    return text.charAt(at);
  }

  private void skipBlanks() {
    while (at < text.length() && NumberText.isSpace(text.charAt(at))) {
      at++;
    }
  }

  private SqlException malformed(String detail) {
    return new SqlException(
            SqlState.INVALID_TEXT_REPRESENTATION, "malformed record literal: \"" + text + "\"")
        .withDetail(detail);
  }
}
