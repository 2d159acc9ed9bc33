package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Copy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COPY with its options, old and new. */
final class CopyParser {
  private final Grammar grammar;
  private final TokenCursor in;

  CopyParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement copy() {
    int pos = in.pos();
    in.expect(Keyword.COPY);
    QualifiedName table = null;
    List<String> columns = List.of();
    Statement query = null;
    boolean from = false;
    if (in.accept('(')) {
      query = grammar.dml.preparable();
      in.expect(')');
      in.expect(Keyword.TO);
    } else {
      in.accept(Keyword.BINARY);
      table = in.relationName();
      columns = in.optionalColumnList();
      from = in.accept(Keyword.FROM);
      if (!from) {
        in.expect(Keyword.TO);
      }
    }
    int programPos = in.pos();
    boolean program = in.accept(Keyword.PROGRAM);
    String file = file(program, programPos);
    List<Option> options = new ArrayList<>();
    if ((table != null && in.at(Keyword.USING)) || in.at(Keyword.DELIMITERS)) {
      in.accept(Keyword.USING);
      int at = in.pos();
      in.expect(Keyword.DELIMITERS);
      options.add(OptionParser.of("delimiter", string(), at));
    }
    in.accept(Keyword.WITH);
    if (in.at('(')) {
      options.addAll(grammar.options.generic(true));
    } else {
      oldOptions(options);
    }
    Expression where = grammar.queries.where();
    if (where != null && !from) {
      throw TokenCursor.syntax("WHERE clause not allowed with COPY TO", where.pos());
    }
    return new Copy(table, columns, query, from, program, file, List.copyOf(options), where, pos);
  }

  private @Nullable String file(boolean program, int programPos) {
    if (in.at(Keyword.STDIN) || in.at(Keyword.STDOUT)) {
      if (program) {
        throw TokenCursor.syntax("STDIN/STDOUT not allowed with PROGRAM", programPos);
      }
      in.advance();
      return null;
    }
    return in.string();
  }

  private Expression string() {
    if (!in.atString()) {
      throw in.syntaxError();
    }
    return in.literal();
  }

  private void oldOptions(List<Option> options) {
    Option option = oldOption();
    while (option != null) {
      options.add(option);
      option = oldOption();
    }
  }

  private @Nullable Option oldOption() {
    int pos = in.pos();
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return null;
    }
    return switch (keyword) {
      case BINARY, CSV -> {
        in.advance();
        yield OptionParser.of(
            "format", new Expression.Literal(LiteralKind.STRING, keyword.word(), -1, pos), pos);
      }
      case FREEZE, HEADER -> {
        in.advance();
        yield OptionParser.of(
            keyword.word(), new Expression.Literal(LiteralKind.TRUE, "", -1, pos), pos);
      }
      case DELIMITER, NULL, QUOTE, ESCAPE -> {
        in.advance();
        in.accept(Keyword.AS);
        yield OptionParser.of(keyword.word(), string(), pos);
      }
      case ENCODING -> {
        in.advance();
        yield OptionParser.of("encoding", string(), pos);
      }
      case FORCE -> {
        in.advance();
        yield force(pos);
      }
      default -> null;
    };
  }

  private Option force(int pos) {
    if (in.accept(Keyword.QUOTE)) {
      if (in.at('*')) {
        int star = in.pos();
        in.advance();
        return OptionParser.of("force_quote", new Expression.Star(List.of(), star), pos);
      }
      return columns("force_quote", pos);
    }
    boolean not = in.accept(Keyword.NOT);
    in.expect(Keyword.NULL);
    return columns(not ? "force_not_null" : "force_null", pos);
  }

  private Option columns(String name, int pos) {
    List<Expression> columns = new ArrayList<>();
    do {
      int at = in.pos();
      columns.add(OptionParser.word(in.columnName(), at));
    } while (in.accept(','));
    return new Option(null, name, null, List.copyOf(columns), pos);
  }
}
