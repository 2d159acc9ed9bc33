package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.server.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Who works in a run, on which tables. */
final class Cast {
  static final String NODE_1 = "sql-1";
  static final String NODE_2 = "sql-2";
  private static final List<String> NODES = List.of(NODE_1, NODE_2);
  private static final List<String> LEVELS =
      List.of("READ COMMITTED", "REPEATABLE READ", "READ COMMITTED", "SERIALIZABLE");
  private static final long INITIAL_BALANCE = 1_000;
  private static final int DUTY_PAIRS = 3;

  /** The bank's own tables change more seldom: each change costs its users their transactions. */
  private static final int BANK_CHANGES_SELDOM = 5;

  private final SqlBank bank;
  private final Scene scene;
  private final List<Worker> workers = new ArrayList<>();
  private final RowLog keyed;
  private final RowLog emptied;
  private final RowLog swapped;

  Cast(SqlSeedPlan plan, Scene scene) {
    this.scene = scene;
    this.keyed = new RowLog("keyed", scene);
    this.emptied = new RowLog("emptied", scene);
    this.swapped = new RowLog("swapped", scene);
    Duration think = plan.thinkTimeMax();
    List<String> tellers = new ArrayList<>();
    for (int i = 0; i < plan.tellersPerNode() * NODES.size(); i++) {
      tellers.add("teller-" + i);
    }
    bank = new SqlBank(plan.accounts(), INITIAL_BALANCE, tellers, DUTY_PAIRS);
    for (int i = 0; i < tellers.size(); i++) {
      String level = LEVELS.get(i / NODES.size() % LEVELS.size());
      workers.add(new Teller(tellers.get(i), node(i), level, think, bank, scene));
    }
    for (int i = 0; i < NODES.size(); i++) {
      String node = NODES.get(i);
      workers.add(new Auditor("auditor-" + i, node, think, bank, scene));
      workers.add(new Doctor("doctor-" + i, node, i, think, bank, scene));
      workers.add(new Inserter("keyed-" + i, node, think, keyed, scene));
      workers.add(new Inserter("emptied-" + i, node, think.dividedBy(4), emptied, scene));
    }
    changes(plan.changeGapMax(), think);
    wholeChanges(plan.changeGapMax(), think);
  }

  /** What must be seen whole, or be one thing for all nodes. */
  private void wholeChanges(Duration gap, Duration think) {
    Neighbours neighbours = new Neighbours(scene);
    workers.add(neighbours.new Changer("neighbour", NODE_1, gap.dividedBy(4)));
    workers.add(new Swapper("swapper", NODE_2, gap, swapped.table(), scene));
    Holder.Stays stays = new Holder.Stays();
    for (int i = 0; i < NODES.size(); i++) {
      String node = NODES.get(i);
      workers.add(neighbours.new Watcher("watcher-" + i, node, think.dividedBy(16)));
      workers.add(new Inserter("swapped-" + i, node, think.dividedBy(4), swapped, scene));
      workers.add(new Holder("holder-" + i, node, think, stays, scene));
      workers.add(new Rival("rival-" + i, node, i, think.dividedBy(2), scene));
      workers.add(new Undoer("undoer-" + i, node, i, think.multipliedBy(2), scene));
    }
    for (int i = 0; i < 2 * NODES.size(); i++) {
      workers.add(new NameTaker("taker-" + i, node(i), think.multipliedBy(3), i == 0, scene));
    }
  }

  private void changes(Duration gap, Duration think) {
    workers.add(key("keyed", "id", NODE_1, gap));
    workers.add(new Emptier("emptier", NODE_2, gap, emptied, scene));
    workers.add(key("history", "teller, number", NODE_2, gap.multipliedBy(BANK_CHANGES_SELDOM)));
    workers.add(
        column("account", "note text DEFAULT 'x'", NODE_1, gap.multipliedBy(BANK_CHANGES_SELDOM)));
    Change extra = column("wide", "extra int NOT NULL DEFAULT 7", NODE_1, gap);
    workers.add(extra);
    WideTable.Counts counts = new WideTable.Counts();
    for (int i = 0; i < NODES.size(); i++) {
      workers.add(new WideTable("wide-" + i, node(i), think, counts, extra, scene));
    }
    Relay relay = new Relay(scene);
    workers.add(relay.new Maker("maker", NODE_1, gap.dividedBy(2)));
    workers.add(relay.new User("user", NODE_2, think.dividedBy(8)));
  }

  private static String node(int worker) {
    return NODES.get(worker % NODES.size());
  }

  private Change key(String table, String columns, String node, Duration gap) {
    return new Change(
        "key-of-" + table,
        node,
        gap,
        "ALTER TABLE " + table + " ADD PRIMARY KEY (" + columns + ")",
        SqlState.INVALID_TABLE_DEFINITION,
        "ALTER TABLE " + table + " DROP CONSTRAINT " + table + "_pkey",
        SqlState.UNDEFINED_OBJECT,
        scene);
  }

  private Change column(String table, String definition, String node, Duration gap) {
    String name = definition.substring(0, definition.indexOf(' '));
    return new Change(
        "column-of-" + table,
        node,
        gap,
        "ALTER TABLE " + table + " ADD COLUMN " + definition,
        SqlState.DUPLICATE_COLUMN,
        "ALTER TABLE " + table + " DROP COLUMN " + name,
        SqlState.UNDEFINED_COLUMN,
        scene);
  }

  /** Makes the tables. */
  void open(SqlConnection sql) {
    bank.open(sql);
    sql.execute("CREATE TABLE keyed (id bigint NOT NULL, place text)");
    sql.execute("CREATE TABLE emptied (id bigint, place text)");
    sql.execute("CREATE TABLE swapped (id bigint, place text)");
    WideTable.open(sql);
    Neighbours.open(sql);
    Holder.open(sql);
    Rival.open(sql);
    Undoer.open(sql);
  }

  List<Worker> workers() {
    return workers;
  }

  /** What must hold in the end: rows as acknowledged, no lock left behind. */
  void check(SqlConnection sql) {
    bank.checkSum(sql.query("SELECT count(*), sum(balance) FROM account"))
        .forEach(scene.figures()::violation);
    bank.checkHistory(
            sql.query("SELECT teller, number FROM ledger"),
            sql.query(
                "SELECT teller, count(*), count(DISTINCT number), max(number) FROM history"
                    + " GROUP BY teller"))
        .forEach(scene.figures()::violation);
    for (RowLog log : List.of(keyed, emptied, swapped)) {
      log.check(sql.query("SELECT id FROM " + log.table()), scene.now());
    }
    sql.execute("SET lock_timeout = '10s'");
    for (String table : List.of("account", "ledger", "duty", "wide", "told", "held")) {
      sql.execute("SELECT * FROM " + table + " FOR UPDATE");
    }
  }
}
