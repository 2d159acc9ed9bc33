package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.plan.fast.FastPathPlanner;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.physical.Explain;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.plan.rewrite.CalciteRewriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short statements get by the short way the plan that the long way gives them. */
final class FastPathTest {
  private static final SqlLab LAB =
      new SqlLab(9)
          .table("t", List.of("a"), "a int4", "b text", "c numeric(10,2)")
          .table("k", List.of("a", "b"), "a int8", "b varchar(5)", "v text")
          .table("h", List.of(), "x int4", "y text");

  private final CalciteRewriter rewriter = new CalciteRewriter();

  @AfterAll
  static void close() {
    LAB.close();
  }

  private static @Nullable PhysicalPlan fast(String sql) {
    return FastPathPlanner.plan(LAB.bind(sql), LAB.catalog());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select b from t where a = 1",
        "select * from t where 5 = a",
        "select b, c + 1 from t where a = 1 and b = 'x'",
        "select * from t where a in (1, 2, 3)",
        "select * from t where a = any(array[1, 2])",
        "select * from t where a = 1 or a = 7",
        "select * from t where a > 10 limit 3",
        "select * from t where a between 10 and 20 order by a desc limit 3",
        "select * from t where a >= 10 order by b",
        "select * from k where a = 1",
        "select * from k where a = 1 and b = 'x'",
        "select * from k where a = 1 and b > 'x' and b < 'y' order by b limit 5",
        "select v from k where a = 1 order by b desc limit 1 offset 2",
        "select * from k where a in (1, 2) and b = 'x'",
        "insert into t values (1, 'x', 2.5)",
        "insert into t (b, a) values ('x', 1), ('y', 2) returning a",
        "insert into h values (1, 'x') on conflict do nothing",
        "update t set b = 'x' where a = 1",
        "update t set c = c + 1, b = b || 'x' where a = 1 and c > 0 returning *",
        "update k set v = 'x' where a = 1",
        "update t set b = 'x' where a in (1, 2)",
        "delete from t where a = 1",
        "delete from t where a > 5 returning b",
      })
  void aShortStatementGetsTheSamePlan(String sql) {
    BoundStatement bound = LAB.bind(sql);
    PhysicalPlan fast = fast(sql);
    assertThat(fast).isNotNull();
    PhysicalPlan general = PhysicalPlanner.plan(rewriter.rewrite(bound), LAB.catalog());
    assertThat(Explain.lines(fast, true)).isEqualTo(Explain.lines(general, true));
    assertThat(fast.outputColumns()).isEqualTo(general.outputColumns());
    assertThat(fast.facts().tables()).isEqualTo(general.facts().tables());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from t",
        "select 1",
        "select * from h where x = 1",
        "select * from t where b = 'x'",
        "select count(*) from t where a = 1",
        "select * from t join k on t.a = k.a where t.a = 1",
        "select * from t where a = 1 and exists (select 1 from h)",
        "select (select 1) from t where a = 1",
        "select * from t where a = 1 union select * from t where a = 2",
        "select * from pg_class where oid = 1",
        "insert into t select * from t",
        "insert into t values ((select 1), 'x', 1)",
        "update t set b = 'x'",
        "delete from h where x = 1",
      })
  void anyOtherStatementIsLeftToTheLongWay(String sql) {
    assertThat(fast(sql)).isNull();
  }
}
