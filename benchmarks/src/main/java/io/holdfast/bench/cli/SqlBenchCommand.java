package io.holdfast.bench.cli;

import static io.holdfast.bench.cli.ClusterOptions.check;

import io.holdfast.bench.sql.SqlDriver;
import io.holdfast.bench.sql.SqlOperation;
import io.holdfast.bench.sql.SqlPlan;
import io.holdfast.bench.sql.SqlReport;
import io.holdfast.cli.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast bench sql}. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Statements of SQL through pgjdbc, on a SQL node with a placement driver and stores, and on"
          + " PostgreSQL where this machine has it. Everything is started as processes of its own"
          + " and thrown away at the end.",
    },
    footer = {
      "",
      "Reading the table: 'us' is processor time of all servers for one operation, JIT and GC"
          + " apart; 'sql', 'stores' and 'pd' are its parts; 'B' is what all of them allocated;"
          + " 'ratio' is ours by PostgreSQL's, which is one node without replicas.",
      "",
      "Examples:",
      "  holdfast bench sql --op point,insert --connections 1,64",
      "  holdfast bench sql --out benchmarks/results"
    })
final class SqlBenchCommand implements Callable<Integer> {
  private static final int CONNECTIONS_MAX = 256;
  private static final int ROWS_MAX = 10_000_000;
  private static final int ROWS_MIN = 1_000;
  private static final int STORES_MAX = 9;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--op",
      split = ",",
      paramLabel = "OP",
      description =
          "point (prepared), point-simple, insert, update (by key), transfer (two rows), range (100"
              + " rows), join (two small tables). Default: all.")
  private List<String> operations = List.of();

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "N",
      description = "Sessions at the same time (default 1,16,64).")
  private List<Integer> connections = List.of(1, 16, 64);

  @Option(names = "--secs", paramLabel = "S", description = "Seconds a cell is measured (10).")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Operations of each cell before it is measured (default 5000).")
  private long warmUp = 5_000;

  @Option(names = "--rows", paramLabel = "N", description = "Rows loaded first (default 20000).")
  private int rows = 20_000;

  @Option(names = "--stores", paramLabel = "N", description = "Storage nodes, odd (default 3).")
  private int stores = 3;

  @Option(names = "--no-postgres", description = "Only ours.")
  private boolean onlyOurs;

  @Option(names = "--roles", description = "Also tells where the CPU of each cell went.")
  private boolean roles;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory for the data while it lives (default: temporary).")
  private Path data = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    SqlPlan plan = plan();
    BenchOutput output = BenchOutput.begin(spec);
    SqlReport report = new SqlDriver(plan, output.progress()).run();
    output.show(report.lines(roles));
    output.keep(out, "sql", report::objects);
    return report.failed() == 0 ? 0 : 1;
  }

  SqlPlan plan() {
    for (int each : connections) {
      check(
          each > 0 && each <= CONNECTIONS_MAX,
          "--connections must be between 1 and " + CONNECTIONS_MAX + ", not " + each);
    }
    check(seconds > 0, "--secs must be positive, not " + seconds);
    check(warmUp >= 0, "--warm-up must not be negative, not " + warmUp);
    check(
        rows >= ROWS_MIN && rows <= ROWS_MAX,
        "--rows must be between " + ROWS_MIN + " and " + ROWS_MAX + ", not " + rows);
    check(
        stores > 0 && stores <= STORES_MAX && stores % 2 == 1,
        "--stores must be an odd number up to " + STORES_MAX + ", not " + stores);
    List<SqlOperation> chosen =
        operations.isEmpty()
            ? List.of(SqlOperation.values())
            : operations.stream().map(SqlBenchCommand::operation).toList();
    return new SqlPlan(
        chosen, connections, Duration.ofSeconds(seconds), warmUp, rows, stores, !onlyOurs, data);
  }

  private static SqlOperation operation(String title) {
    try {
      return SqlOperation.named(title);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--op: " + e.getMessage());
    }
  }
}
