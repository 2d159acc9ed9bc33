package io.holdfast.sql.ddl;

import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.DatabaseCatalog;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.parse.ast.DdlStatement;
import io.holdfast.sql.parse.ast.Statement;
import io.holdfast.sql.parse.ast.UtilityStatement;
import io.holdfast.sql.plan.logical.BoundCreateTable;
import io.holdfast.sql.txn.StatementLimits;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs statements over the catalogue; answers their command tags. One per node; thread-safe. */
public final class DdlExecutor {
  private final CatalogIds ids;
  private final DatabaseCatalog databases;

  /** Takes numbers from {@code ids}. */
  public DdlExecutor(CatalogIds ids, DatabaseCatalog databases) {
    this.ids = ids;
    this.databases = databases;
  }

  /** The same for one session: what it asks the cluster for ends with the limits of the moment. */
  public DdlExecutor within(Supplier<StatementLimits> limits) {
    return new DdlExecutor(ids.within(limits), databases.within(limits));
  }

  /** True for the statements of {@link #run(Statement, DdlSession)}. */
  public static boolean handles(Statement statement) {
    return statement instanceof DdlStatement || statement instanceof UtilityStatement.Vacuum;
  }

  /** CREATE TABLE, ALTER TABLE with new columns. */
  public String run(BoundCreateTable bound, DdlSession session) {
    session.transaction().requireWritable(DdlTags.of(bound.statement()));
    if (bound.statement() instanceof DdlStatement.CreateTable create) {
      new CreateTable(session, ids).run(create, bound.columns());
      return "CREATE TABLE";
    }
    AlterTable.run(session, ids, (DdlStatement.AlterTable) bound.statement(), bound.columns());
    return "ALTER TABLE";
  }

  /**
   * The table of CREATE TABLE AS, ready to be filled; null when it exists already and IF NOT EXISTS
   * was written.
   */
  public @Nullable TableDescriptor createTableAs(
      DdlStatement.CreateTableAs statement,
      List<BoundCreateTable.Column> columns,
      DdlSession session) {
    session.transaction().requireWritable("CREATE TABLE AS");
    return new CreateTable(session, ids).run(statement, columns);
  }

  /** Everything else that {@link #handles} says. */
  public String run(Statement statement, DdlSession session) {
    if (statement instanceof UtilityStatement.Vacuum vacuum) {
      return Maintenance.run(session, vacuum);
    }
    String tag = DdlTags.of((DdlStatement) statement);
    session.transaction().requireWritable(tag);
    change((DdlStatement) statement, session);
    return tag;
  }

  private void change(DdlStatement statement, DdlSession session) {
    if (statement instanceof DdlStatement.AlterTable alter) {
      AlterTable.run(session, ids, alter, List.of());
    } else if (statement instanceof DdlStatement.Drop drop) {
      Drops.run(session, drop);
    } else if (statement instanceof DdlStatement.Truncate truncate) {
      Truncate.run(session, ids, truncate);
    } else if (statement instanceof DdlStatement.Rename rename) {
      Renames.run(session, ids, rename);
    } else if (statement instanceof DdlStatement.SetSchema set) {
      Renames.run(session, ids, set);
    } else if (statement instanceof DdlStatement.CreateSchema create) {
      Schemas.create(session, ids, create);
    } else if (statement instanceof DdlStatement.CreateDatabase create) {
      Databases.create(session, databases, create);
    } else if (statement instanceof DdlStatement.DropDatabase drop) {
      Databases.drop(session, databases, drop);
    } else if (statement instanceof DdlStatement.Comment comment) {
      Comments.run(session, ids, comment);
    } else if (statement instanceof DdlStatement.SetOwner owner) {
      Roles.checkExists(owner.owner());
    } else if (statement instanceof DdlStatement.Grant grant) {
      Grants.run(session, grant);
    } else {
      throw Unsupported.feature(DdlTags.of(statement) + " is", statement.pos());
    }
  }
}
