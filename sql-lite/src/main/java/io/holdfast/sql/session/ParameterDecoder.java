package io.holdfast.sql.session;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueBinary;
import io.holdfast.sql.type.ValueText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a Bind into values of the statement's parameter types. */
final class ParameterDecoder {
  private ParameterDecoder() {}

  static @Nullable Object[] decode(
      String portal, Prepared statement, ParameterValues parameters, TypeContext context) {
    List<SqlType> types = statement.parameterTypes();
    if (parameters.values().size() != types.size()) {
      throw new SqlException(
          SqlState.PROTOCOL_VIOLATION,
          "bind message supplies "
              + parameters.values().size()
              + " parameters, but prepared statement \""
              + statement.name()
              + "\" requires "
              + types.size());
    }
    @Nullable Object[] values = new @Nullable Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      byte[] raw = parameters.values().get(i);
      if (raw != null) {
        try {
          values[i] = value(types.get(i), raw, parameters.binary(i), context);
        } catch (SqlException e) {
          throw e.field(Field.WHERE) != null ? e : e.with(Field.WHERE, where(portal, i));
        }
      }
    }
    return values;
  }

  private static String where(String portal, int i) {
    String subject = portal.isEmpty() ? "unnamed portal" : "portal \"" + portal + "\"";
    return subject + " parameter $" + (i + 1) + " = '...'";
  }

  private static Object value(SqlType type, byte[] raw, boolean binary, TypeContext context) {
    // A parameter nobody says anything about is text.
    SqlType known = type.is(BaseType.UNKNOWN) ? SqlType.TEXT : type;
    if (binary) {
      return ValueBinary.decode(known, Bytes.copyOf(raw));
    }
    return ValueText.parse(known, text(raw), context);
  }

  private static String text(byte[] raw) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
      if (text.indexOf('\0') < 0) {
        return text;
      }
    } catch (CharacterCodingException e) {
      throw new SqlException(
          SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\"");
    }
    throw new SqlException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\": 0x00");
  }
}
