package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Discard;
import io.holdfast.sql.parse.ast.UtilityStatement.DiscardKind;
import io.holdfast.sql.parse.ast.UtilityStatement.Reset;
import io.holdfast.sql.parse.ast.UtilityStatement.SetConstraints;
import io.holdfast.sql.parse.ast.UtilityStatement.SetScope;
import io.holdfast.sql.parse.ast.UtilityStatement.SetTransaction;
import io.holdfast.sql.parse.ast.UtilityStatement.SetVariable;
import io.holdfast.sql.parse.ast.UtilityStatement.Show;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionModes;
import java.util.ArrayList;
import java.util.List;

/** SET, SHOW, RESET, DISCARD. */
final class SettingParser {
  private final Grammar grammar;
  private final TokenCursor in;

  SettingParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  Statement set() {
    int pos = in.pos();
    in.expect(Keyword.SET);
    if (in.accept(Keyword.CONSTRAINTS)) {
      return constraints(pos);
    }
    SetScope scope = SetScope.SESSION;
    if (in.at(Keyword.LOCAL) && !assignmentFollows()) {
      in.advance();
      scope = SetScope.LOCAL;
    } else if (in.at(Keyword.SESSION) && !assignmentFollows()) {
      if (in.keyword(1) != Keyword.AUTHORIZATION) {
        in.advance();
      }
      if (in.accept(Keyword.CHARACTERISTICS)) {
        in.expect(Keyword.AS, Keyword.TRANSACTION);
        return new SetTransaction(true, grammar.transactions.modes(), null, pos);
      }
    }
    if (in.at(Keyword.TRANSACTION) && !assignmentFollows()) {
      return transaction(pos);
    }
    return variable(scope, pos);
  }

  private boolean assignmentFollows() {
    return in.at(1, '=') || in.keyword(1) == Keyword.TO || in.at(1, '.');
  }

  private Statement transaction(int pos) {
    in.expect(Keyword.TRANSACTION);
    if (in.accept(Keyword.SNAPSHOT)) {
      return new SetTransaction(false, TransactionModes.NONE, in.string(), pos);
    }
    return new SetTransaction(false, grammar.transactions.modes(), null, pos);
  }

  private Statement constraints(int pos) {
    List<QualifiedName> names = in.accept(Keyword.ALL) ? List.of() : in.objectNames();
    boolean deferred = in.accept(Keyword.DEFERRED);
    if (!deferred) {
      in.expect(Keyword.IMMEDIATE);
    }
    return new SetConstraints(names, deferred, pos);
  }

  private Statement variable(SetScope scope, int pos) {
    if (in.at(Keyword.TIME, Keyword.ZONE)) {
      in.advance();
      in.advance();
      return new SetVariable(scope, "timezone", zone(), pos);
    }
    if (!assignmentFollows()) {
      Statement special = special(scope, pos);
      if (special != null) {
        return special;
      }
    }
    String name = name();
    if (in.accept(Keyword.FROM)) {
      in.expect(Keyword.CURRENT);
      return grammar.statements.unsupportedTag("SET", pos);
    }
    if (!in.accept('=')) {
      in.expect(Keyword.TO);
    }
    return new SetVariable(scope, name, values(), pos);
  }

  private @org.jspecify.annotations.Nullable Statement special(SetScope scope, int pos) {
    Keyword keyword = in.keyword();
    if (keyword == null) {
      return null;
    }
    return switch (keyword) {
      case SCHEMA -> {
        in.advance();
        yield set(scope, "search_path", string(), pos);
      }
      case CATALOG ->
          throw TokenCursor.error(
              io.holdfast.sql.error.SqlState.FEATURE_NOT_SUPPORTED,
              "current database cannot be changed",
              in.pos());
      case NAMES -> {
        in.advance();
        yield in.atString() ? set(scope, "client_encoding", string(), pos) : names(scope, pos);
      }
      case ROLE -> {
        in.advance();
        yield set(scope, "role", wordOrString(), pos);
      }
      case SESSION -> {
        in.advance();
        in.expect(Keyword.AUTHORIZATION);
        yield in.accept(Keyword.DEFAULT)
            ? new SetVariable(scope, "session_authorization", List.of(), pos)
            : set(scope, "session_authorization", wordOrString(), pos);
      }
      default -> null;
    };
  }

  private Statement names(SetScope scope, int pos) {
    in.accept(Keyword.DEFAULT);
    return new SetVariable(scope, "client_encoding", List.of(), pos);
  }

  private static Statement set(SetScope scope, String name, Expression value, int pos) {
    return new SetVariable(scope, name, List.of(value), pos);
  }

  private Expression string() {
    if (!in.atString()) {
      throw in.syntaxError();
    }
    return in.literal();
  }

  private Expression wordOrString() {
    int pos = in.pos();
    return in.atString() ? in.literal() : OptionParser.word(in.nonReservedName(), pos);
  }

  private String name() {
    StringBuilder name = new StringBuilder(in.columnName());
    while (in.accept('.')) {
      name.append('.').append(in.columnName());
    }
    return name.toString();
  }

  private List<Expression> values() {
    if (in.accept(Keyword.DEFAULT)) {
      return List.of();
    }
    List<Expression> values = new ArrayList<>();
    do {
      values.add(value());
    } while (in.accept(','));
    return List.copyOf(values);
  }

  private Expression value() {
    int pos = in.pos();
    if (in.at('-') || in.at('+') || in.token().literal()) {
      return grammar.options.value();
    }
    if (in.at(Keyword.TRUE) || in.at(Keyword.FALSE) || in.at(Keyword.ON)) {
      return OptionParser.word(in.label(), pos);
    }
    return OptionParser.word(in.nonReservedName(), pos);
  }

  private List<Expression> zone() {
    if (in.accept(Keyword.DEFAULT) || in.accept(Keyword.LOCAL)) {
      return List.of();
    }
    if (in.at(Keyword.INTERVAL)) {
      return List.of(grammar.types.typedLiteral());
    }
    return List.of(value());
  }

  // ---- SHOW, RESET, DISCARD

  Statement show() {
    int pos = in.pos();
    in.expect(Keyword.SHOW);
    return new Show(shown(), pos);
  }

  Statement reset() {
    int pos = in.pos();
    in.expect(Keyword.RESET);
    return new Reset(shown(), pos);
  }

  private String shown() {
    if (in.accept(Keyword.ALL)) {
      return "all";
    }
    if (in.accept(Keyword.TIME, Keyword.ZONE)) {
      return "timezone";
    }
    if (in.at(Keyword.TRANSACTION) && in.keyword(1) == Keyword.ISOLATION) {
      in.advance();
      in.advance();
      in.expect(Keyword.LEVEL);
      return "transaction_isolation";
    }
    if (in.accept(Keyword.SESSION, Keyword.AUTHORIZATION)) {
      return "session_authorization";
    }
    return name();
  }

  Statement discard() {
    int pos = in.pos();
    in.expect(Keyword.DISCARD);
    if (in.accept(Keyword.ALL)) {
      return new Discard(DiscardKind.ALL, pos);
    }
    if (in.accept(Keyword.PLANS)) {
      return new Discard(DiscardKind.PLANS, pos);
    }
    if (in.accept(Keyword.SEQUENCES)) {
      return new Discard(DiscardKind.SEQUENCES, pos);
    }
    if (!in.accept(Keyword.TEMP)) {
      in.expect(Keyword.TEMPORARY);
    }
    return new Discard(DiscardKind.TEMP, pos);
  }
}
