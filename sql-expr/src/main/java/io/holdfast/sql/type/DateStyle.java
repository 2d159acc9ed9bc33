package io.holdfast.sql.type;

/** How dates are written and how digits with slashes are read. */
public record DateStyle(Output output, Order order) {
  /** What a new session has. */
  public static final DateStyle DEFAULT = new DateStyle(Output.ISO, Order.MDY);

  /** Form of written dates. */
  public enum Output {
    ISO,
    SQL,
    POSTGRES,
    GERMAN
  }

  /** Order of the fields in {@code 1/8/1999}. */
  public enum Order {
    MDY,
    DMY,
    YMD
  }
}
