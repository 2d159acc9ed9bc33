package io.holdfast.sql.parse;

import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.QualifiedName;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.UtilityStatement.Checkpoint;
import io.holdfast.sql.parse.ast.UtilityStatement.Explain;
import io.holdfast.sql.parse.ast.UtilityStatement.Listen;
import io.holdfast.sql.parse.ast.UtilityStatement.LockTable;
import io.holdfast.sql.parse.ast.UtilityStatement.TableLockMode;
import io.holdfast.sql.parse.ast.UtilityStatement.Vacuum;
import io.holdfast.sql.parse.ast.UtilityStatement.VacuumTarget;
import java.util.ArrayList;
import java.util.List;

/** EXPLAIN, VACUUM, ANALYZE, LOCK, CHECKPOINT, LISTEN and NOTIFY. */
final class MaintenanceParser {
  private final Grammar grammar;
  private final TokenCursor in;

  MaintenanceParser(Grammar grammar) {
    this.grammar = grammar;
    this.in = grammar.in;
  }

  // ---- EXPLAIN

  Statement explain() {
    int pos = in.pos();
    in.expect(Keyword.EXPLAIN);
    List<Option> options = new ArrayList<>();
    if (in.at('(') && !queryFollows()) {
      options.addAll(grammar.options.generic());
    } else {
      if (atAnalyze()) {
        options.add(OptionParser.flag("analyze", in.pos()));
        in.advance();
      }
      if (in.at(Keyword.VERBOSE)) {
        options.add(OptionParser.flag("verbose", in.pos()));
        in.advance();
      }
    }
    return new Explain(List.copyOf(options), explained(), pos);
  }

  private boolean atAnalyze() {
    return in.at(Keyword.ANALYZE) || in.at(Keyword.ANALYSE);
  }

  private boolean queryFollows() {
    int ahead = 0;
    while (in.at(ahead, '(')) {
      ahead++;
    }
    Keyword keyword = in.keyword(ahead);
    return keyword == Keyword.SELECT
        || keyword == Keyword.VALUES
        || keyword == Keyword.TABLE
        || keyword == Keyword.WITH;
  }

  private Statement explained() {
    if (in.at(Keyword.DECLARE)) {
      return grammar.cursors.declare();
    }
    if (in.at(Keyword.EXECUTE)) {
      return grammar.cursors.execute();
    }
    if (in.at(Keyword.CREATE)) {
      return grammar.create.create();
    }
    return grammar.dml.statement();
  }

  // ---- VACUUM, ANALYZE

  Statement vacuum() {
    int pos = in.pos();
    boolean vacuum = in.accept(Keyword.VACUUM);
    if (!vacuum) {
      in.advance();
    }
    List<Option> options = new ArrayList<>();
    if (in.at('(')) {
      options.addAll(grammar.options.generic());
    } else {
      if (vacuum) {
        flag(options, Keyword.FULL);
        flag(options, Keyword.FREEZE);
      }
      flag(options, Keyword.VERBOSE);
      if (vacuum && atAnalyze()) {
        options.add(OptionParser.flag("analyze", in.pos()));
        in.advance();
      }
    }
    List<VacuumTarget> targets = new ArrayList<>();
    if (in.atColumnName()) {
      do {
        int at = in.pos();
        QualifiedName table = in.relationName();
        targets.add(new VacuumTarget(table, in.optionalColumnList(), at));
      } while (in.accept(','));
    }
    return new Vacuum(vacuum, List.copyOf(options), List.copyOf(targets), pos);
  }

  private void flag(List<Option> options, Keyword keyword) {
    if (in.at(keyword)) {
      options.add(OptionParser.flag(keyword.word(), in.pos()));
      in.advance();
    }
  }

  // ---- LOCK

  Statement lock() {
    int pos = in.pos();
    in.expect(Keyword.LOCK);
    in.accept(Keyword.TABLE);
    List<TableRef.Relation> tables = grammar.drop.relations();
    TableLockMode mode = TableLockMode.ACCESS_EXCLUSIVE;
    if (in.accept(Keyword.IN)) {
      mode = lockMode();
      in.expect(Keyword.MODE);
    }
    return new LockTable(tables, mode, in.accept(Keyword.NOWAIT), pos);
  }

  private TableLockMode lockMode() {
    if (in.accept(Keyword.ACCESS)) {
      if (in.accept(Keyword.SHARE)) {
        return TableLockMode.ACCESS_SHARE;
      }
      in.expect(Keyword.EXCLUSIVE);
      return TableLockMode.ACCESS_EXCLUSIVE;
    }
    if (in.accept(Keyword.ROW)) {
      if (in.accept(Keyword.SHARE)) {
        return TableLockMode.ROW_SHARE;
      }
      in.expect(Keyword.EXCLUSIVE);
      return TableLockMode.ROW_EXCLUSIVE;
    }
    if (in.accept(Keyword.EXCLUSIVE)) {
      return TableLockMode.EXCLUSIVE;
    }
    in.expect(Keyword.SHARE);
    if (in.accept(Keyword.UPDATE)) {
      in.expect(Keyword.EXCLUSIVE);
      return TableLockMode.SHARE_UPDATE_EXCLUSIVE;
    }
    if (in.accept(Keyword.ROW)) {
      in.expect(Keyword.EXCLUSIVE);
      return TableLockMode.SHARE_ROW_EXCLUSIVE;
    }
    return TableLockMode.SHARE;
  }

  // ---- CHECKPOINT, LISTEN, NOTIFY

  Statement checkpoint() {
    int pos = in.pos();
    in.expect(Keyword.CHECKPOINT);
    return new Checkpoint(pos);
  }

  Statement listen(Keyword keyword) {
    int pos = in.pos();
    in.advance();
    return switch (keyword) {
      case LISTEN -> new Listen(Listen.Verb.LISTEN, in.columnName(), null, pos);
      case UNLISTEN ->
          new Listen(Listen.Verb.UNLISTEN, in.accept('*') ? null : in.columnName(), null, pos);
      default -> {
        String channel = in.columnName();
        String payload = in.accept(',') ? in.string() : null;
        yield new Listen(Listen.Verb.NOTIFY, channel, payload, pos);
      }
    };
  }
}
