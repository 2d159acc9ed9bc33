package io.holdfast.sql.parse.ast;

/** A part of a statement with a place in its text. */
public interface Node {
  /** 1-based character of the statement's text, 0 for none. */
  int pos();
}
