package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement.Unsupported;
import java.util.Locale;
import java.util.Set;

/** The first word of a statement decides who reads it. */
final class StatementParser {
  /** Objects that PostgreSQL creates and we do not; the words of the command tag. */
  private static final Set<Keyword> OTHER_OBJECTS =
      Set.of(
          Keyword.FUNCTION,
          Keyword.PROCEDURE,
          Keyword.ROUTINE,
          Keyword.AGGREGATE,
          Keyword.TRIGGER,
          Keyword.RULE,
          Keyword.POLICY,
          Keyword.ROLE,
          Keyword.USER,
          Keyword.GROUP,
          Keyword.TYPE,
          Keyword.DOMAIN,
          Keyword.EXTENSION,
          Keyword.COLLATION,
          Keyword.CONVERSION,
          Keyword.CAST,
          Keyword.OPERATOR,
          Keyword.LANGUAGE,
          Keyword.TRUSTED,
          Keyword.PROCEDURAL,
          Keyword.SERVER,
          Keyword.FOREIGN,
          Keyword.TABLESPACE,
          Keyword.PUBLICATION,
          Keyword.SUBSCRIPTION,
          Keyword.STATISTICS,
          Keyword.TEXT,
          Keyword.TRANSFORM,
          Keyword.EVENT,
          Keyword.ACCESS,
          Keyword.CONSTRAINT,
          Keyword.DEFAULT,
          Keyword.LARGE,
          Keyword.SYSTEM,
          Keyword.INDEX,
          Keyword.TABLE,
          Keyword.OWNED);

  private final Grammar grammar;
  private final TokenCursor in;

  StatementParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  /** One statement; the cursor stands behind it. */
  Statement statement() {
    if (in.at('(')) {
      return grammar.dml.statement();
    }
    Keyword keyword = in.keyword();
    if (keyword == null) {
      throw in.syntaxError();
    }
    return switch (keyword) {
      case SELECT, VALUES, TABLE, WITH, INSERT, UPDATE, DELETE -> grammar.dml.statement();
      case CREATE -> grammar.create.create();
      case ALTER -> grammar.alter.alter();
      case DROP -> grammar.drop.drop();
      case TRUNCATE -> grammar.drop.truncate();
      case COMMENT -> grammar.drop.comment();
      case GRANT, REVOKE -> grammar.grants.grant();
      case BEGIN, START, COMMIT, END, ROLLBACK, ABORT, SAVEPOINT, RELEASE ->
          grammar.transactions.statement(keyword);
      case SET -> grammar.settings.set();
      case SHOW -> grammar.settings.show();
      case RESET -> grammar.settings.reset();
      case DISCARD -> grammar.settings.discard();
      case COPY -> grammar.copy.copy();
      case PREPARE -> grammar.cursors.prepare();
      case EXECUTE -> grammar.cursors.execute();
      case DEALLOCATE -> grammar.cursors.deallocate();
      case DECLARE -> grammar.cursors.declare();
      case FETCH, MOVE -> grammar.cursors.fetch();
      case CLOSE -> grammar.cursors.close();
      case EXPLAIN -> grammar.maintenance.explain();
      case VACUUM, ANALYZE, ANALYSE -> grammar.maintenance.vacuum();
      case LOCK -> grammar.maintenance.lock();
      case CHECKPOINT -> grammar.maintenance.checkpoint();
      case LISTEN, UNLISTEN, NOTIFY -> grammar.maintenance.listen(keyword);
      case DO, CALL, CLUSTER, LOAD, MERGE, REASSIGN, REFRESH, REINDEX, SECURITY, IMPORT ->
          unsupportedVerb(keyword);
      default -> throw in.syntaxError();
    };
  }

  private Statement unsupportedVerb(Keyword keyword) {
    String tag =
        switch (keyword) {
          case REASSIGN -> "REASSIGN OWNED";
          case REFRESH -> "REFRESH MATERIALIZED VIEW";
          case SECURITY -> "SECURITY LABEL";
          case IMPORT -> "IMPORT FOREIGN SCHEMA";
          default -> keyword.name();
        };
    return unsupportedTag(tag, in.pos());
  }

  /** A statement about an object that we do not have; any other word is a syntax error. */
  Statement unsupported(String verb, int pos) {
    Keyword keyword = in.keyword();
    if (keyword == null || !OTHER_OBJECTS.contains(keyword)) {
      throw in.syntaxError();
    }
    String tag = verb + " " + keyword.word().toUpperCase(Locale.ROOT);
    return unsupportedTag(tag, pos);
  }

  /** A statement that is known by name only. */
  Statement unsupportedTag(String tag, int pos) {
    in.skipStatement();
    return new Unsupported(tag, pos);
  }
}
