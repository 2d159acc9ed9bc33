package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Statement;

/**
 * One of the statements of a text.
 *
 * @param statement the tree; its positions count from the beginning of the whole text
 * @param text the statement's own text without the semicolon and the white space around
 * @param start offset of the text in the whole, in chars from 0
 * @param end offset behind the text
 */
public record ParsedStatement(Statement statement, String text, int start, int end) {}
