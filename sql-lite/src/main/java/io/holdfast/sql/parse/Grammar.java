package io.holdfast.sql.parse;

/** The parts of the grammar over one text; they call each other through here. */
final class Grammar {
  final TokenCursor in;
  final TypeParser types;
  final ExpressionParser expressions;
  final PrimaryParser primaries;
  final FunctionParser functions;
  final WindowParser windows;
  final QueryParser queries;
  final TailParser tails;
  final FromParser from;
  final DmlParser dml;
  final ColumnParser columns;
  final ConstraintParser constraints;
  final OptionParser options;
  final CreateParser create;
  final CreateTableParser createTable;
  final AlterParser alter;
  final AlterTableParser alterTable;
  final DropParser drop;
  final GrantParser grants;
  final TransactionParser transactions;
  final SettingParser settings;
  final CopyParser copy;
  final CursorParser cursors;
  final MaintenanceParser maintenance;
  final StatementParser statements;

  Grammar(TokenCursor in) {
    this.in = in;
    types = new TypeParser(this);
    expressions = new ExpressionParser(this);
    primaries = new PrimaryParser(this);
    functions = new FunctionParser(this);
    windows = new WindowParser(this);
    queries = new QueryParser(this);
    tails = new TailParser(this);
    from = new FromParser(this);
    dml = new DmlParser(this);
    columns = new ColumnParser(this);
    constraints = new ConstraintParser(this);
    options = new OptionParser(this);
    create = new CreateParser(this);
    createTable = new CreateTableParser(this);
    alter = new AlterParser(this);
    alterTable = new AlterTableParser(this);
    drop = new DropParser(this);
    grants = new GrantParser(this);
    transactions = new TransactionParser(this);
    settings = new SettingParser(this);
    copy = new CopyParser(this);
    cursors = new CursorParser(this);
    maintenance = new MaintenanceParser(this);
    statements = new StatementParser(this);
  }
}
