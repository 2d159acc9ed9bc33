package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Isolation;
import io.holdfast.sql.parse.ast.UtilityStatement.Transaction;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionKind;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionModes;
import org.jspecify.annotations.Nullable;

/** BEGIN, COMMIT, ROLLBACK, savepoints. */
final class TransactionParser {
  private final TokenCursor in;

  TransactionParser(Grammar grammar) {
    this.in = grammar.in;
  }

  Statement statement(Keyword keyword) {
    int pos = in.pos();
    in.advance();
    return switch (keyword) {
      case BEGIN -> {
        work();
        yield of(TransactionKind.BEGIN, optionalModes(), null, false, pos);
      }
      case START -> {
        in.expect(Keyword.TRANSACTION);
        yield of(TransactionKind.START, optionalModes(), null, false, pos);
      }
      case COMMIT, END -> commit(keyword, pos);
      case ROLLBACK, ABORT -> rollback(keyword, pos);
      case SAVEPOINT -> named(TransactionKind.SAVEPOINT, pos);
      case RELEASE -> {
        savepoint();
        yield named(TransactionKind.RELEASE, pos);
      }
      default -> throw in.syntaxError();
    };
  }

  private static Statement of(
      TransactionKind kind, TransactionModes modes, @Nullable String name, boolean chain, int pos) {
    return new Transaction(kind, modes, name, chain, pos);
  }

  private Statement named(TransactionKind kind, int pos) {
    return of(kind, TransactionModes.NONE, in.columnName(), false, pos);
  }

  /** PREPARE TRANSACTION behind its words. */
  Statement prepare(int pos) {
    return of(TransactionKind.PREPARE, TransactionModes.NONE, in.string(), false, pos);
  }

  private void work() {
    if (!in.accept(Keyword.WORK)) {
      in.accept(Keyword.TRANSACTION);
    }
  }

  /** The word SAVEPOINT, unless it is the name. */
  private void savepoint() {
    if (in.at(Keyword.SAVEPOINT) && in.token(1) != Token.END && !in.at(1, ';')) {
      in.advance();
    }
  }

  private boolean chain() {
    if (!in.accept(Keyword.AND)) {
      return false;
    }
    boolean chain = !in.accept(Keyword.NO);
    in.expect(Keyword.CHAIN);
    return chain;
  }

  private Statement commit(Keyword keyword, int pos) {
    if (keyword == Keyword.COMMIT && in.accept(Keyword.PREPARED)) {
      return of(TransactionKind.COMMIT_PREPARED, TransactionModes.NONE, in.string(), false, pos);
    }
    work();
    return of(TransactionKind.COMMIT, TransactionModes.NONE, null, chain(), pos);
  }

  private Statement rollback(Keyword keyword, int pos) {
    if (keyword == Keyword.ROLLBACK && in.accept(Keyword.PREPARED)) {
      return of(TransactionKind.ROLLBACK_PREPARED, TransactionModes.NONE, in.string(), false, pos);
    }
    work();
    if (keyword == Keyword.ROLLBACK && in.accept(Keyword.TO)) {
      savepoint();
      return named(TransactionKind.ROLLBACK_TO, pos);
    }
    return of(TransactionKind.ROLLBACK, TransactionModes.NONE, null, chain(), pos);
  }

  private boolean atMode() {
    return in.at(Keyword.ISOLATION)
        || in.at(Keyword.READ)
        || in.at(Keyword.DEFERRABLE)
        || in.at(Keyword.NOT);
  }

  private TransactionModes optionalModes() {
    return atMode() ? modes() : TransactionModes.NONE;
  }

  /** One mode and more, with or without commas. */
  TransactionModes modes() {
    Isolation isolation = null;
    Boolean readOnly = null;
    Boolean deferrable = null;
    boolean more = true;
    while (more) {
      if (in.accept(Keyword.ISOLATION)) {
        in.expect(Keyword.LEVEL);
        isolation = isolation();
      } else if (in.accept(Keyword.READ)) {
        readOnly = in.accept(Keyword.ONLY);
        if (!readOnly) {
          in.expect(Keyword.WRITE);
        }
      } else {
        deferrable = !in.accept(Keyword.NOT);
        in.expect(Keyword.DEFERRABLE);
      }
      more = in.accept(',') || atMode();
    }
    return new TransactionModes(isolation, readOnly, deferrable);
  }

  private Isolation isolation() {
    if (in.accept(Keyword.SERIALIZABLE)) {
      return Isolation.SERIALIZABLE;
    }
    if (in.accept(Keyword.REPEATABLE)) {
      in.expect(Keyword.READ);
      return Isolation.REPEATABLE_READ;
    }
    in.expect(Keyword.READ);
    if (in.accept(Keyword.COMMITTED)) {
      return Isolation.READ_COMMITTED;
    }
    in.expect(Keyword.UNCOMMITTED);
    return Isolation.READ_UNCOMMITTED;
  }
}
