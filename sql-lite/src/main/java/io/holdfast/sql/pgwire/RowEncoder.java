package io.holdfast.sql.pgwire;

import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueBinary;
import io.holdfast.sql.type.ValueText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the values of a row in the formats that were asked for. */
final class RowEncoder {
  /** How a column is written; the frequent forms without an object in between. */
  private enum Form {
    DIGITS,
    STRING,
    BOOL,
    TEXT,
    BINARY
  }

  private final SqlType[] types;
  private final Form[] forms;
  private final TypeContext context;

  RowEncoder(List<OutputColumn> columns, short[] formats, TypeContext context) {
    this.types = new SqlType[columns.size()];
    this.forms = new Form[columns.size()];
    this.context = context;
    for (int i = 0; i < types.length; i++) {
      types[i] = columns.get(i).type();
      Form form = textForm(types[i].base());
      // The binary form of a text is the text.
      forms[i] = format(formats, i) == 1 && form != Form.STRING ? Form.BINARY : form;
    }
  }

  static int format(short[] formats, int column) {
    return formats.length == 0 ? 0 : formats[formats.length == 1 ? 0 : column];
  }

  private static Form textForm(BaseType type) {
    return switch (type) {
      case INT2, INT4, INT8, OID -> Form.DIGITS;
      case TEXT, VARCHAR, BPCHAR, NAME, UNKNOWN -> Form.STRING;
      case BOOL -> Form.BOOL;
      default -> Form.TEXT;
    };
  }

  void encode(@Nullable Object[] row, WireBuffer out) {
    out.putShort(types.length);
    for (int i = 0; i < types.length; i++) {
      Object value = row[i];
      if (value == null) {
        out.putInt(-1);
      } else {
        encode(i, value, out);
      }
    }
  }

  private void encode(int column, Object value, WireBuffer out) {
    switch (forms[column]) {
      case DIGITS -> out.putDigitsValue((Long) value);
      case STRING -> out.putTextValue((String) value);
      case BOOL -> out.putInt(1).putByte((Boolean) value ? 't' : 'f');
      case TEXT -> out.putTextValue(ValueText.format(types[column], value, context));
      case BINARY -> {
        byte[] bytes = ValueBinary.encode(types[column], value);
        out.putInt(bytes.length).putBytes(bytes, bytes.length);
      }
    }
  }
}
