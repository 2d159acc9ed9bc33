package io.holdfast.sql.function;

/** Functions of texts. */
final class TextFunctions {
  private TextFunctions() {}

  static void register(Registry r) {
    r.op2("text || text = text", (c, a, b) -> (String) a + b);
  }

  /** The byte of a {@code "char"}; 0 for the empty one. */
  static int qchar(String value) {
    return value.isEmpty() ? 0 : value.charAt(0);
  }

  /** The {@code "char"} of a byte. */
  static String qcharOf(long value) {
    if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
      throw Numbers.outOfRange("\"char\"");
    }
    return value == 0 ? "" : String.valueOf((char) (value & 0xFF));
  }
}
