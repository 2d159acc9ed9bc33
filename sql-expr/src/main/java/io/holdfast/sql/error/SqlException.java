package io.holdfast.sql.error;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement is refused or has failed. The {@code with} methods answer a copy that says more; the
 * fields are those of an ErrorResponse.
 */
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Optional parts of an error, by what the wire calls them. */
  public enum Field {
    DETAIL,
    HINT,
    WHERE,
    SCHEMA,
    TABLE,
    COLUMN,
    DATA_TYPE,
    CONSTRAINT,
    /** The routine that PostgreSQL reports, where drivers tell errors of one state apart by it. */
    ROUTINE
  }

  private final SqlState state;
  private final int position;
  private final EnumMap<Field, String> fields;

  /** An error without a place in the statement. */
  public SqlException(SqlState state, String message) {
    this(state, message, 0, new EnumMap<>(Field.class), null);
  }

  /**
   * An error at a place of the statement.
   *
   * @param position 1-based character of the statement's text; 0 for none
   */
  public SqlException(SqlState state, String message, int position) {
    this(state, message, position, new EnumMap<>(Field.class), null);
  }

  private SqlException(
      SqlState state,
      String message,
      int position,
      EnumMap<Field, String> fields,
      @Nullable Throwable cause) {
    // Thrown for what users do wrong, often: the place in the statement says more than the stack.
    super(message, cause, false, state == SqlState.INTERNAL_ERROR);
    this.state = state;
    this.position = position;
    this.fields = fields;
  }

  /** A copy with one more field. */
  public SqlException with(Field field, String value) {
    EnumMap<Field, String> more = new EnumMap<>(fields);
    more.put(field, value);
    return new SqlException(state, message(), position, more, getCause());
  }

  /** A copy with a detail line. */
  public SqlException withDetail(String detail) {
    return with(Field.DETAIL, detail);
  }

  /** A copy with a hint. */
  public SqlException withHint(String hint) {
    return with(Field.HINT, hint);
  }

  /** A copy at a place (1-based character) unless it has one already. */
  public SqlException at(int where) {
    return position != 0 || where == 0
        ? this
        : new SqlException(state, message(), where, fields, getCause());
  }

  /** A copy that keeps what it came from. */
  public SqlException causedBy(Throwable cause) {
    return new SqlException(state, message(), position, fields, cause);
  }

  /** What clients branch on. */
  public SqlState state() {
    return state;
  }

  /** The text for people; never null. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** 1-based character of the statement; 0 for none. */
  public int position() {
    return position;
  }

  /** The optional parts, in the order of {@link Field}. */
  public Map<Field, String> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** One optional part. */
  public @Nullable String field(Field field) {
    return fields.get(field);
  }
}
