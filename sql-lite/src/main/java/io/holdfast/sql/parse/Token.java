package io.holdfast.sql.parse;

/** Kinds of tokens. */
enum Token {
  /** A word without quotes, key word or not. */
  WORD,
  /** An identifier in quotes. */
  QUOTED,
  /** An integer that fits int4. */
  INT4,
  /** An integer that fits int8 only. */
  INT8,
  /** Every other number. */
  NUMERIC,
  /** A string in any of the quoting styles but bits. */
  STRING,
  /** {@code B'..'}. */
  BIT,
  /** {@code X'..'}. */
  HEX,
  /** {@code $1}. */
  PARAM,
  /** An operator that has no token of its own. */
  OPERATOR,
  /** A single character. */
  SELF,
  TYPECAST,
  DOT_DOT,
  COLON_EQUALS,
  EQUALS_GREATER,
  LESS_EQUALS,
  GREATER_EQUALS,
  NOT_EQUALS,
  /** The end of the text. */
  END,
  /** Something the scanner refused; the parser throws when it gets there. */
  BROKEN;

  /** Whether it is a constant that may be lifted. */
  boolean literal() {
    return this == INT4 || this == INT8 || this == NUMERIC || this == STRING;
  }
}
