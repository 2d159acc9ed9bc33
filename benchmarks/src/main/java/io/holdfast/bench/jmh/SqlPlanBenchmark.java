package io.holdfast.bench.jmh;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.parse.ParsedStatement;
import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.plan.analyze.AnalyzeContext;
import io.holdfast.sql.plan.analyze.Analyzed;
import io.holdfast.sql.plan.analyze.Analyzer;
import io.holdfast.sql.plan.fast.FastPathPlanner;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.plan.rewrite.CalciteRewriter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the first statement of a shape costs before it can run, step by step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SqlPlanBenchmark {
  private final CatalogSnapshot catalog = PgbenchTables.catalog();
  private final CalciteRewriter rewriter = new CalciteRewriter();
  private final AnalyzeContext context = PgbenchTables.analysis(catalog, 0);
  private String text = "";
  private Statement parsed = Parser.parse("SELECT 1").get(0).statement();
  private BoundStatement bound = Analyzer.analyze(parsed, context).statement();

  /** A statement of pgbench, or a join of two of its tables. */
  @Param({"select", "update", "insert", "join"})
  public String statement = "select";

  /** The inputs of the later steps. */
  @Setup
  public void prepare() {
    text = SqlTexts.of(statement, new SplittableRandom(1));
    parsed = Parser.parse(text).get(0).statement();
    bound = analyzed().statement();
    rewriter.warmUp();
    boolean expected = !statement.equals("join");
    if ((FastPathPlanner.plan(bound, catalog) != null) != expected) {
      throw new IllegalStateException("took the wrong way: " + text);
    }
  }

  private Analyzed analyzed() {
    return Analyzer.analyze(parsed, context);
  }

  /** Text to syntax tree. */
  @Benchmark
  public List<ParsedStatement> parse() {
    return Parser.parse(text);
  }

  /** Syntax tree to typed tree. */
  @Benchmark
  public Analyzed analyze() {
    return analyzed();
  }

  /** Typed tree to plan by the short way; of a join: finding out that there is none. */
  @Benchmark
  public @Nullable PhysicalPlan fastPath() {
    return FastPathPlanner.plan(bound, catalog);
  }

  /** Typed tree to plan through Calcite. */
  @Benchmark
  public PhysicalPlan rewriteAndPlan() {
    return PhysicalPlanner.plan(rewriter.rewrite(bound), catalog);
  }

  /** Text to plan, whichever way. */
  @Benchmark
  public PhysicalPlan everything() {
    BoundStatement meaning =
        Analyzer.analyze(Parser.parse(text).get(0).statement(), context).statement();
    PhysicalPlan fast = FastPathPlanner.plan(meaning, catalog);
    return fast != null ? fast : PhysicalPlanner.plan(rewriter.rewrite(meaning), catalog);
  }
}
