package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.parse.ast.Constraint;
import io.holdfast.sql.parse.ast.DdlStatement.CreateTable;
import io.holdfast.sql.parse.ast.DmlStatement.InsertStatement;
import io.holdfast.sql.parse.ast.DmlStatement.SelectStatement;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.parse.ast.TypeName;
import io.holdfast.sql.parse.ast.UtilityStatement.Copy;
import io.holdfast.sql.parse.ast.UtilityStatement.Fetch;
import io.holdfast.sql.parse.ast.UtilityStatement.SetVariable;
import io.holdfast.sql.parse.ast.UtilityStatement.Transaction;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTreeTest {
  private static Statement one(String sql) {
    List<ParsedStatement> statements = Parser.parse(sql);
    assertThat(statements).hasSize(1);
    return statements.get(0).statement();
  }

  private static Query query(String sql) {
    return ((SelectStatement) one(sql)).query();
  }

  private static TypeName type(String text) {
    return Parser.parseType(text);
  }

  @Test
  void statementsOfATextKeepTheirOwnTextAndEmptyOnesAreDropped() {
    List<ParsedStatement> statements = Parser.parse(" ; begin ;; select 1 -- x\n;/* y */end");
    assertThat(statements)
        .extracting(ParsedStatement::text)
        .containsExactly("begin", "select 1", "end");
    assertThat(statements.get(1).statement().pos()).isEqualTo(13);
    assertThat(((Transaction) statements.get(2).statement()).kind())
        .isEqualTo(TransactionKind.COMMIT);
    assertThat(Parser.parse(" -- nothing\n ;")).isEmpty();
  }

  @Test
  void intersectBindsTighterThanUnion() {
    Query.SetOperation union =
        (Query.SetOperation) query("select 1 union select 2 intersect select 3").body();
    assertThat(union.kind()).isEqualTo(Query.SetKind.UNION);
    assertThat(union.right().body()).isInstanceOf(Query.SetOperation.class);
    Query.SetOperation except =
        (Query.SetOperation) query("select 1 except select 2 union all select 3").body();
    assertThat(except.kind()).isEqualTo(Query.SetKind.UNION);
    assertThat(except.all()).isTrue();
  }

  @Test
  void whatFollowsAQueryInParenthesesIsAddedToIt() {
    Query query = query("((select a from t limit 5)) order by 1");
    assertThat(query.orderBy()).hasSize(1);
    assertThat(query.limit()).isNotNull();
    assertThat(query.body()).isInstanceOf(Query.Select.class);
  }

  @Test
  void parenthesesAreAQueryOrAnExpressionByWhatFollows() {
    Query.Select select =
        (Query.Select)
            query("select ((select 1)), ((select 1) + 1), ((select 1) union (select 2)) ").body();
    assertThat(select.targets().get(0).expression()).isInstanceOf(Expression.ScalarSubquery.class);
    assertThat(select.targets().get(1).expression()).isInstanceOf(Expression.OperatorCall.class);
    assertThat(select.targets().get(2).expression()).isInstanceOf(Expression.ScalarSubquery.class);
  }

  @Test
  void joinsNestByTheirConditions() {
    Query.Select select =
        (Query.Select) query("select from a join b join c on true on false").body();
    TableRef.Join outer = (TableRef.Join) select.from().get(0);
    assertThat(outer.left()).isInstanceOf(TableRef.Relation.class);
    assertThat(outer.right()).isInstanceOf(TableRef.Join.class);
  }

  @Test
  void positionsAreThoseOfOperatorsAndNames() {
    Query.Select select = (Query.Select) query("select a + b, f(x), x::int, cast(x as int)").body();
    assertThat(select.targets())
        .extracting(t -> t.expression().pos())
        .containsExactly(10, 15, 22, 29);
    assertThat(select.targets()).extracting(Query.Target::pos).containsExactly(8, 15, 21, 29);
  }

  @Test
  void typesHaveTheNamesOfTheCatalogue() {
    assertThat(type("int").names()).containsExactly("pg_catalog", "int4");
    assertThat(type("double precision").names()).containsExactly("pg_catalog", "float8");
    assertThat(type("float(24)").name()).isEqualTo("float4");
    assertThat(type("timestamp(3) with time zone").name()).isEqualTo("timestamptz");
    assertThat(type("character varying(10)[]").arrayBounds()).containsExactly(-1);
    assertThat(type("char").typmods())
        .extracting(t -> ((Expression.Literal) t).text())
        .containsExactly("1");
    assertThat(type("text").names()).containsExactly("text");
    assertThat(type("interval day to second(3)").typmods())
        .extracting(t -> ((Expression.Literal) t).text())
        .containsExactly("7176", "3");
    assertThat(type("interval year to month").typmods())
        .extracting(t -> ((Expression.Literal) t).text())
        .containsExactly("6");
  }

  @Test
  void functionsWithWordsAreCallsInPgCatalog() {
    Expression.FunctionCall extract =
        (Expression.FunctionCall) Parser.parseExpression("extract(year from x)");
    assertThat(extract.name()).containsExactly("pg_catalog", "extract");
    Expression.FunctionCall position =
        (Expression.FunctionCall) Parser.parseExpression("position('a' in b)");
    assertThat(position.args().get(0)).isInstanceOf(Expression.ColumnRef.class);
    Expression.FunctionCall zone =
        (Expression.FunctionCall) Parser.parseExpression("x at time zone 'UTC'");
    assertThat(zone.name()).containsExactly("pg_catalog", "timezone");
  }

  @Test
  void labelsMayBeWordsOfOperators() {
    Query.Select select = (Query.Select) query("select 1 and, 2 is from t").body();
    assertThat(select.targets()).extracting(Query.Target::alias).containsExactly("and", "is");
  }

  @Test
  void tablesKeepColumnsConstraintsAndTheTextOfDefaults() {
    CreateTable table =
        (CreateTable)
            one(
                "create table if not exists s.t (a int primary key, b varchar(10) default 'x' || 'y'"
                    + " not null check (b > 'a'), constraint fk foreign key (a) references u (x)"
                    + " on delete cascade) with (fillfactor=100)");
    assertThat(table.ifNotExists()).isTrue();
    assertThat(table.columns()).hasSize(2);
    assertThat(table.columns().get(1).constraints().get(0))
        .isInstanceOfSatisfying(
            Constraint.DefaultValue.class, d -> assertThat(d.text()).isEqualTo("'x' || 'y'"));
    assertThat(table.columns().get(1).constraints().get(2))
        .isInstanceOfSatisfying(
            Constraint.Check.class, c -> assertThat(c.text()).isEqualTo("b > 'a'"));
    assertThat(table.constraints().get(0))
        .isInstanceOfSatisfying(
            Constraint.ForeignKey.class,
            fk -> {
              assertThat(fk.attributes().name()).isEqualTo("fk");
              assertThat(fk.onDelete()).isEqualTo(Constraint.ReferentialAction.CASCADE);
            });
    assertThat(table.options()).extracting(Option::text).containsExactly("100");
  }

  @Test
  void insertsTellValuesFromDefaults() {
    InsertStatement insert =
        (InsertStatement) one("insert into t (a, b) values (1, default) on conflict do nothing");
    assertThat(insert.columns()).hasSize(2);
    Query source = insert.source();
    assertThat(source).isNotNull();
    assertThat(((Query.Values) source.body()).rows().get(0).get(1))
        .isInstanceOf(Expression.Default.class);
    assertThat(((InsertStatement) one("insert into t default values")).source()).isNull();
  }

  @Test
  void copyHasTheSameOptionsInBothSyntaxes() {
    Copy old = (Copy) one("copy t from stdin with csv header null 'x'");
    Copy now = (Copy) one("copy t from stdin with (format csv, header true, null 'x')");
    assertThat(old.options())
        .extracting(o -> o.name() + "=" + o.text())
        .containsExactly("format=csv", "header=true", "null=x");
    assertThat(now.options())
        .extracting(o -> o.name() + "=" + o.text())
        .containsExactly("format=csv", "header=true", "null=x");
  }

  @Test
  void settingsAndCursors() {
    SetVariable set = (SetVariable) one("set search_path to a, \"B\", 'c'");
    assertThat(set.values()).extracting(Option::textOf).containsExactly("a", "B", "c");
    assertThat(((SetVariable) one("set time zone 'UTC'")).name()).isEqualTo("timezone");
    Fetch fetch = (Fetch) one("fetch backward 3 from c");
    assertThat(fetch.count()).isEqualTo(3);
    assertThat(((Fetch) one("fetch all c")).count()).isEqualTo(Long.MAX_VALUE);
    assertThat(((Fetch) one("fetch next")).cursor()).isEqualTo("next");
  }
}
