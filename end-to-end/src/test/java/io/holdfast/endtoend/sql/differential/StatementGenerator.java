package io.holdfast.endtoend.sql.differential;

import io.holdfast.endtoend.sql.differential.ExpressionGenerator.Visible;
import io.holdfast.endtoend.sql.differential.TableModel.ColumnModel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Random statements over a few tables that it creates, fills, changes, queries and drops again. It
 * keeps no track of rows: what a statement does is the servers' business.
 */
final class StatementGenerator {
  private static final int TABLES = 3;
  private static final int EPISODE = 160;

  private final SplittableRandom random;
  private final ExpressionGenerator expressions;
  private final List<TableModel> tables = new ArrayList<>();
  private int left;
  private int episode;
  private boolean inBlock;

  StatementGenerator(long seed) {
    this.random = new SplittableRandom(seed);
    this.expressions = new ExpressionGenerator(random);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The next statements, in order. */
  List<Step> next() {
    if (left-- <= 0) {
      return newEpisode();
    }
    int roll = random.nextInt(100);
    if (roll < 48) {
      return List.of(select());
    }
    if (roll < 66) {
      return List.of(insert(table()));
    }
    if (roll < 78) {
      return List.of(update(table()));
    }
    if (roll < 84) {
      return List.of(delete(table()));
    }
    if (roll < 91) {
      return List.of(block());
    }
    if (roll < 94) {
      return List.of(mistake());
    }
    if (roll < 96) {
      return List.of(copy(table()));
    }
    if (roll < 97) {
      return List.of(Step.simple("truncate " + table().name()));
    }
    return List.of(parameterised());
  }

  private TableModel table() {
    return tables.get(random.nextInt(tables.size()));
  }

  /** Drops what it has created. */
  List<Step> end() {
    List<Step> steps = new ArrayList<>();
    steps.add(Step.simple("rollback"));
    inBlock = false;
    if (!tables.isEmpty()) {
      steps.add(
          Step.simple(
              "drop table "
                  + tables.stream().map(TableModel::name).collect(Collectors.joining(", "))));
    }
    tables.clear();
    return steps;
  }

  private List<Step> newEpisode() {
    List<Step> steps = new ArrayList<>(end());
    episode++;
    for (int i = 0; i < TABLES; i++) {
      TableModel table = newTable("t" + episode + (char) ('a' + i));
      steps.add(Step.simple(create(table)));
      tables.add(table);
      for (int j = 0; j < 4; j++) {
        steps.add(insert(table));
      }
    }
    left = EPISODE;
    return steps;
  }

  private TableModel newTable(String name) {
    List<ColumnModel> columns = new ArrayList<>();
    columns.add(new ColumnModel("id", Kind.INT, true));
    int more = random.nextInt(2, 7);
    for (int i = 0; i < more; i++) {
      columns.add(new ColumnModel("c" + i, expressions.anyKind(), chance(15)));
    }
    List<String> key = new ArrayList<>();
    if (chance(75)) {
      key.add("id");
      if (chance(20)) {
        key.add("c0");
      }
    }
    return new TableModel(name, columns, key);
  }

  private String create(TableModel table) {
    List<String> parts = new ArrayList<>();
    for (ColumnModel column : table.columns()) {
      String type =
          column.name().equals("id")
              ? pick("int", "int", "bigint", "integer")
              : column.kind().declared(random);
      String text = column.name() + " " + type;
      if (chance(20) && !column.name().equals("id")) {
        text += " default " + expressions.literal(column.kind());
      }
      if (column.required()) {
        text += " not null";
      }
      parts.add(text);
    }
    if (!table.key().isEmpty()) {
      parts.add("primary key (" + String.join(", ", table.key()) + ")");
    }
    return "create table " + table.name() + " (" + String.join(", ", parts) + ")";
  }

  private Step insert(TableModel table) {
    List<ColumnModel> columns =
        table.columns().stream()
            .filter(each -> each.name().equals("id") || each.required() || chance(80))
            .toList();
    String names = columns.stream().map(ColumnModel::name).collect(Collectors.joining(", "));
    if (chance(12)) {
      TableModel from = table();
      List<Visible> visible = visible(from, "s.");
      return Step.simple(
          "insert into "
              + table.name()
              + " ("
              + names
              + ") select "
              + columns.stream()
                  .map(
                      each ->
                          each.name().equals("id")
                              ? "s.id + " + random.nextInt(50, 5_000)
                              : assignable(each, visible))
                  .collect(Collectors.joining(", "))
              + " from "
              + from.name()
              + " s where "
              + (from.key().size() == 1 ? expressions.bool(visible, 1) : "s.id < 5"));
    }
    List<String> rows = new ArrayList<>();
    int count = chance(50) ? 1 : random.nextInt(1, 7);
    for (int i = 0; i < count; i++) {
      rows.add(
          columns.stream()
              .map(
                  each ->
                      each.name().equals("id")
                          ? Integer.toString(random.nextInt(200))
                          : chance(6) ? "default" : assignable(each, List.of()))
              .collect(Collectors.joining(", ", "(", ")")));
    }
    return Step.simple(
        "insert into "
            + table.name()
            + (chance(90) ? " (" + names + ")" : "")
            + " values "
            + String.join(", ", rows)
            + (chance(10) ? " returning *" : ""));
  }

  private String assignable(ColumnModel column, List<Visible> visible) {
    return chance(75)
        ? expressions.literal(column.kind())
        : expressions.expression(column.kind(), visible, 1);
  }

  private Step update(TableModel table) {
    List<Visible> visible = visible(table, "");
    ColumnModel column = table.columns().get(random.nextInt(table.columns().size()));
    String value =
        column.name().equals("id") && !table.key().isEmpty()
            ? "id + " + random.nextInt(300, 3_000)
            : expressions.expression(column.kind(), visible, 2);
    return Step.either(
        "update "
            + table.name()
            + " set "
            + column.name()
            + " = "
            + value
            + where(visible)
            + (chance(10) ? " returning id, " + column.name() : ""),
        chance(30));
  }

  private Step delete(TableModel table) {
    return Step.simple("delete from " + table.name() + where(visible(table, "")));
  }

  private String where(List<Visible> visible) {
    return switch (random.nextInt(6)) {
      case 0 -> chance(20) ? "" : " where id > 150";
      case 1, 2 -> " where id = " + random.nextInt(200);
      case 3 -> " where id in (" + random.nextInt(200) + ", " + random.nextInt(200) + ", 7)";
      case 4 -> " where id >= " + random.nextInt(100) + " and id < " + random.nextInt(200);
      default -> " where " + expressions.bool(visible, 2);
    };
  }

  private static List<Visible> visible(TableModel table, String prefix) {
    return table.columns().stream()
        .map(each -> new Visible(prefix + each.name(), each.kind()))
        .toList();
  }

  private Step select() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> plain();
      case 3, 4 -> joined();
      case 5, 6 -> grouped();
      case 7 -> nested();
      case 8 -> setOperation();
      default -> withoutTable();
    };
  }

  private Step plain() {
    TableModel table = table();
    List<Visible> visible = visible(table, "");
    boolean ordered = !table.key().isEmpty() && chance(60);
    String order = "";
    if (ordered) {
      order =
          " order by "
              + (chance(40) ? visible.get(random.nextInt(visible.size())).text() : "id")
              + pick("", " desc", " nulls first", " desc nulls last")
              + ", "
              + String.join(", ", table.key())
              + (chance(50) ? " limit " + random.nextInt(6) : "")
              + (chance(20) ? " offset " + random.nextInt(4) : "");
    }
    return new Step(
        "select "
            + (chance(15) ? "distinct " : "")
            + targets(visible, ordered)
            + " from "
            + table.name()
            + where(visible)
            + order,
        ordered,
        chance(30),
        List.of(),
        "");
  }

  /** With DISTINCT and ORDER BY some of these are refused, which is to be equal as well. */
  private String targets(List<Visible> visible, boolean ordered) {
    if (chance(30)) {
      return "*";
    }
    List<String> targets = new ArrayList<>();
    int count = random.nextInt(1, 4);
    for (int i = 0; i < count; i++) {
      targets.add(
          expressions.expression(expressions.anyKind(), visible, 2)
              + (chance(25) ? " as e" + i : ""));
    }
    if (ordered && chance(60)) {
      targets.add("id");
    }
    return String.join(", ", targets);
  }

  private Step joined() {
    TableModel a = table();
    TableModel b = table();
    List<Visible> both = new ArrayList<>(visible(a, "a."));
    both.addAll(visible(b, "b."));
    String on = chance(70) ? "a.id = b.id" : "a.id = b.id + 1 and " + expressions.bool(both, 1);
    String join =
        chance(15)
            ? a.name() + " a, " + b.name() + " b where " + on + " and "
            : a.name()
                + " a "
                + pick("join ", "left join ", "right join ", "full join ")
                + b.name()
                + " b on "
                + (chance(80) ? "a.id = b.id" : "a.id = b.id and a.id > 20")
                + " where ";
    return Step.either(
        "select "
            + (chance(20) ? "a.*, b.id" : targets(both, false))
            + " from "
            + join
            + (chance(50) ? "true" : expressions.bool(both, 1)),
        chance(20));
  }

  private Step grouped() {
    TableModel table = table();
    List<Visible> visible = visible(table, "");
    List<Visible> numbers =
        visible.stream()
            .filter(each -> each.kind() == Kind.INT || each.kind() == Kind.NUMERIC)
            .toList();
    String number = numbers.get(random.nextInt(numbers.size())).text();
    String any = visible.get(random.nextInt(visible.size())).text();
    List<String> targets = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      targets.add(
          pick(
              "count(*)",
              "count(" + any + ")",
              "sum(" + number + ")",
              "avg(" + number + ")",
              "min(" + any + ")",
              "max(" + any + ")",
              "count(distinct " + any + ")",
              "sum(" + number + ") filter (where id > 20)",
              "bool_and(id > 3)"));
    }
    if (chance(40)) {
      return Step.simple(
          "select " + String.join(", ", targets) + " from " + table.name() + where(visible));
    }
    String key = chance(60) ? any : expressions.expression(expressions.anyKind(), visible, 1);
    String having = chance(30) ? " having count(*) " + pick("> 1", "< 3", "= 1") : "";
    String by = chance(20) ? "1" : key;
    return Step.simple(
        "select "
            + key
            + ", "
            + String.join(", ", targets)
            + " from "
            + table.name()
            + where(visible)
            + " group by "
            + by
            + having
            + (chance(20) ? " order by 2, 1" : ""));
  }

  private Step nested() {
    TableModel a = table();
    TableModel b = table();
    List<Visible> outer = visible(a, "a.");
    String text =
        switch (random.nextInt(6)) {
          case 0 ->
              "select a.id from "
                  + a.name()
                  + " a where a.id in (select b.id from "
                  + b.name()
                  + " b where b.id > "
                  + random.nextInt(60)
                  + ")";
          case 1 ->
              "select a.id from "
                  + a.name()
                  + " a where "
                  + pick("", "not ")
                  + "exists (select 1 from "
                  + b.name()
                  + " b where b.id = a.id)";
          case 2 ->
              "select a.id, (select count(*) from "
                  + b.name()
                  + " b where b.id < a.id) from "
                  + a.name()
                  + " a";
          case 3 ->
              "select s.x, s.y from (select id as x, "
                  + expressions.expression(expressions.anyKind(), outer, 1)
                  + " as y from "
                  + a.name()
                  + " a) s where s.x between 5 and 120";
          case 4 ->
              "with w as (select id, id * 2 as d from "
                  + a.name()
                  + ") select w.d, b.id from w left join "
                  + b.name()
                  + " b on b.id = w.d";
          default ->
              "select a.id from "
                  + a.name()
                  + " a where a.id "
                  + pick("=", ">", "<=", "<>")
                  + pick(" any", " all")
                  + " (select id from "
                  + b.name()
                  + ")";
        };
    return Step.either(text, chance(20));
  }

  private Step setOperation() {
    TableModel a = table();
    TableModel b = table();
    String text =
        "select id, "
            + literalColumn()
            + " from "
            + a.name()
            + " "
            + pick("union", "union all", "intersect", "except", "except all")
            + " select id, "
            + literalColumn()
            + " from "
            + b.name();
    return Step.simple(text);
  }

  private String literalColumn() {
    return chance(70) ? "1" : expressions.literal(expressions.anyKind());
  }

  private Step withoutTable() {
    if (chance(25)) {
      return Step.ordered(
          "select g, g * "
              + random.nextInt(9)
              + " from generate_series("
              + random.nextInt(-3, 5)
              + ", "
              + random.nextInt(3, 12)
              + (chance(30) ? ", 2" : "")
              + ") as g order by g");
    }
    List<String> targets = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      targets.add(expressions.expression(expressions.anyKind(), List.of(), 3));
    }
    return Step.either("select " + String.join(", ", targets), chance(30));
  }

  private Step block() {
    if (!inBlock) {
      inBlock = true;
      return Step.simple(
          pick("begin", "begin isolation level read committed", "start transaction"));
    }
    inBlock = false;
    return Step.simple(pick("commit", "commit", "rollback", "end", "abort"));
  }

  private Step mistake() {
    TableModel table = table();
    return Step.simple(
        pick(
            "select nope from " + table.name(),
            "select * from nowhere",
            "selec 1",
            "select id from " + table.name() + " group by c0",
            "select " + table.name() + ".id from " + table.name() + " x",
            "insert into " + table.name() + " (id, nope) values (1, 2)",
            "insert into " + table.name() + " (id) values (1, 2)",
            "insert into " + table.name() + " (id, id) values (1, 2)",
            "update " + table.name() + " set nope = 1",
            "select sum(count(*)) from " + table.name(),
            "select 1 where 1",
            "select 'x' + 1",
            "select nofunction(1)",
            "select id from " + table.name() + " where count(*) > 1",
            "select 1 / 0",
            "select 2147483647 + 1",
            "select 'abc'::int",
            "select * from " + table.name() + " a, " + table.name() + " a",
            "select id from " + table.name() + " a, " + table.name() + " b",
            "create table " + table.name() + " (x int)",
            "create table dup (x int, x int)",
            "drop table nowhere",
            "drop table if exists nowhere",
            "create table bad (x nosuchtype)",
            "select 1 union select 1, 2",
            "select (select id, id from " + table.name() + ")",
            "select date '2020-13-01'",
            "select 1 limit -1",
            "select 'a' in (1, 2)",
            "select case when 1 then 2 end",
            "select * from " + table.name() + " order by 99",
            "select cast('2020-01-01' as boolean)",
            "commit"));
  }

  private Step copy(TableModel table) {
    StringBuilder data = new StringBuilder();
    List<ColumnModel> columns =
        table.columns().stream().filter(each -> each.kind() != Kind.BYTEA).toList();
    for (int row = random.nextInt(1, 5); row > 0; row--) {
      data.append(columns.stream().map(this::copyValue).collect(Collectors.joining("\t")));
      data.append('\n');
    }
    String names = columns.stream().map(ColumnModel::name).collect(Collectors.joining(", "));
    return new Step(
        "copy " + table.name() + " (" + names + ") from stdin",
        false,
        false,
        List.of(),
        data.toString());
  }

  private String copyValue(ColumnModel column) {
    if (column.name().equals("id")) {
      return Integer.toString(random.nextInt(100, 400));
    }
    if (chance(10) && !column.required()) {
      return "\\N";
    }
    return switch (column.kind()) {
      case INT -> Integer.toString(random.nextInt(100));
      case NUMERIC -> pick("1.25", "-3", "77.5");
      case FLOAT -> pick("0.5", "1e5", "-2");
      case BOOL -> pick("t", "f", "true");
      case TEXT -> pick("a", "b\\tc", "x y", "", "q\\\\");
      case DATE -> "2021-03-04";
      case TIMESTAMP, TIMESTAMPTZ -> "2021-03-04 05:06:07";
      case BYTEA -> "";
    };
  }

  private Step parameterised() {
    TableModel table = table();
    return new Step(
        "select id from " + table.name() + " where id " + pick("=", ">", "<") + " $1 order by id",
        false,
        true,
        List.of(Integer.toString(random.nextInt(100))),
        "");
  }
}
