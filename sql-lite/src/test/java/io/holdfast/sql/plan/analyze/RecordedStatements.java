package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.parse.Normaliser;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import io.holdfast.sql.type.ValueText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Statements with PostgreSQL's answers: {@code >} a statement, {@code $} its parameter types,
 * {@code =} its columns with types and origins, {@code !} SQLSTATE, position, text, detail and hint
 * of its error. Lines that begin with {@code ~} are ours where we differ.
 */
final class RecordedStatements {
  private final TestDatabase database = new TestDatabase();
  private final boolean lifting;
  private int checked;
  private int shared;

  /**
   * Statements to be analysed.
   *
   * @param lifting literals are taken out as for the plan cache
   */
  RecordedStatements(boolean lifting) {
    this.lifting = lifting;
  }

  /** Statements with literals whose analysis serves other literals too. */
  int shared() {
    return shared;
  }

  int checked() {
    return checked;
  }

  /** What differs, one text for each statement. */
  List<String> differences(String resource) {
    List<String> differences = new ArrayList<>();
    String statement = null;
    List<String> expected = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (String line : (read(resource) + "\n> end").split("\n", -1)) {
      if (line.startsWith("> ")) {
        if (statement != null) {
          check(statement, ours.isEmpty() ? expected : ours, differences);
        }
        statement = line.substring(2);
        expected.clear();
        ours.clear();
      } else if (line.startsWith("~ ")) {
        ours.add(line.substring(2));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        expected.add(line.strip());
      }
    }
    return differences;
  }

  private void check(String statement, List<String> expected, List<String> differences) {
    checked++;
    List<String> actual = outcome(statement);
    if (!actual.equals(expected)) {
      differences.add(
          statement
              + "\n  expected "
              + String.join("\n           ", expected)
              + "\n  but was  "
              + String.join("\n           ", actual));
    }
  }

  private List<String> outcome(String sql) {
    List<String> lines = new ArrayList<>();
    try {
      Normaliser normaliser = new Normaliser();
      int literals = lifting && normaliser.normalise(sql) ? normaliser.literalCount() : 0;
      Analyzed analyzed = analyze(sql, literals);
      BoundStatement bound = analyzed.statement();
      if (literals > 0 && analyzed.reusable()) {
        shared++;
        if (!readable(normaliser, analyzed.literalTypes())) {
          // What a session does: with its text the literal says where it stands.
          bound = analyze(sql, 0).statement();
        }
      }
      if (!bound.parameterTypes().isEmpty()) {
        lines.add("$ " + types(bound.parameterTypes()));
      }
      lines.add(("= " + columns(bound.outputColumns(), sql.contains("$"))).strip());
    } catch (SqlException e) {
      lines.add("! " + e.state().code() + " " + e.position() + " " + e.message());
      add(lines, "! detail ", e.field(Field.DETAIL));
      add(lines, "! hint ", e.field(Field.HINT));
    }
    return lines;
  }

  private Analyzed analyze(String sql, int literals) {
    return Analyzer.analyze(
        Parser.parse(sql).get(0).statement(), database.context(List.of(), literals));
  }

  private boolean readable(Normaliser normaliser, List<SqlType> types) {
    try {
      for (int i = 0; i < types.size(); i++) {
        ValueText.parse(
            types.get(i),
            normaliser.literalText(i),
            database.context(List.of(), 0).constants().types());
      }
      return true;
    } catch (SqlException e) {
      return false;
    }
  }

  private static void add(List<String> lines, String prefix, @Nullable String text) {
    if (text != null) {
      lines.add(prefix + text);
    }
  }

  private static String types(List<SqlType> types) {
    List<String> names = new ArrayList<>();
    for (SqlType type : types) {
      String name = TypeNames.format(type);
      name = name.equals("bpchar") ? "character" : name;
      names.add(name.contains(" ") ? "\"" + name + "\"" : name);
    }
    return String.join(",", names);
  }

  private String columns(List<OutputColumn> columns, boolean withoutOrigin) {
    List<String> texts = new ArrayList<>();
    for (OutputColumn column : columns) {
      String text = column.name() + ": " + TypeNames.format(column.type());
      if (column.tableOid() != 0 && !withoutOrigin) {
        text += " @" + database.nameOf(column.tableOid()) + "." + column.attributeNumber();
      }
      texts.add(text);
    }
    return String.join(" | ", texts);
  }

  private static String read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(RecordedStatements.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(resource, e);
    }
  }
}
