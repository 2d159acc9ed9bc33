package io.holdfast.sql.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a Bind as the client sent them.
 *
 * @param formats 0 (text) or 1 (binary) per value; empty: all text; one: for all
 * @param values null for NULL
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record ParameterValues(short[] formats, List<byte @Nullable []> values) {
  private static final short[] TEXT = {};

  /** No parameters. */
  public static final ParameterValues NONE = new ParameterValues(TEXT, List.of());

  /** Whether value {@code i} is binary; the number of formats was checked before. */
  boolean binary(int i) {
    return formats.length > 0 && formats[formats.length == 1 ? 0 : i] == 1;
  }
}
