package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.catalog.system.CatalogCalls;
import io.holdfast.sql.catalog.system.CatalogNames;
import io.holdfast.sql.catalog.system.SystemContext;
import io.holdfast.sql.catalog.system.SystemSetting;
import io.holdfast.sql.exec.ExecutionContext;
import io.holdfast.sql.exec.MemoryTracker;
import io.holdfast.sql.expr.CatalogFunctions;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.TypeContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement's transaction, catalogue and moment. */
final class StatementScope {
  private final SessionState state;
  private final TransactionBlock.Open open;
  private final boolean planningOnly;
  private CatalogSnapshot catalog;
  private @Nullable SystemContext systemContext;
  private @Nullable CatalogCalls calls;
  private @Nullable RegNames names;

  /** {@code planningOnly}: nothing is read at any timestamp yet. */
  StatementScope(
      SessionState state,
      TransactionBlock.Open open,
      CatalogSnapshot catalog,
      boolean planningOnly) {
    this.planningOnly = planningOnly;
    this.state = state;
    this.open = open;
    this.catalog = catalog;
  }

  CatalogSnapshot catalog() {
    return catalog;
  }

  SqlTransaction transaction() {
    return open.transaction();
  }

  CatalogTransaction catalogTransaction() {
    return open.catalog();
  }

  /** True when the catalogue is not the one that others see: plans must not be shared. */
  boolean hasOwnCatalog() {
    return catalog.uncommitted();
  }

  /**
   * Looks at the catalogue again; false when there is nothing new. A statement that has a snapshot
   * of its own takes a new one with it: who sees a table that was just made sees its rows. Under
   * one snapshot for all statements the catalogue is that of the snapshot.
   */
  boolean refreshCatalog() {
    if (!planningOnly) {
      open.transaction().renewSnapshot();
    }
    CatalogSnapshot fresh =
        planningOnly
            ? open.catalog().fresh()
            : open.catalog().exactly(open.transaction().statementTs());
    if (fresh.version() == catalog.version()) {
      return false;
    }
    catalog = fresh;
    systemContext = null;
    calls = null;
    names = null;
    state.context().setCatalog(fresh);
    return true;
  }

  /** The node's monotonic clock. */
  long nanos() {
    return state.context().clock().nanos();
  }

  RegNames names() {
    RegNames known = names;
    if (known == null) {
      known = new CatalogNames(catalog, state.context().schemas());
      names = known;
    }
    return known;
  }

  TypeContext typeContext() {
    return state.settings().typeContext(names()).at(state.statementMicros());
  }

  EvalContext newEvalContext() {
    return new EvalContext(
        state.context(),
        functions(),
        typeContext(),
        state.statementMicros(),
        open.beganMicros(),
        state::checkCancelled);
  }

  /** Made when the first of them is called: most statements call none. */
  private CatalogFunctions functions() {
    return (function, args) -> {
      CatalogCalls known = calls;
      if (known == null) {
        known = new CatalogCalls(systemContext(), state.context().schemas());
        calls = known;
      }
      return known.call(function, args);
    };
  }

  ExecutionContext newExecution(@Nullable Object[] parameters) {
    EvalContext eval = newEvalContext();
    eval.setParams(parameters);
    return new ExecutionContext(
        open.transaction(),
        eval,
        table -> state.services().systemTables().rows(table, systemContext()),
        dataId -> state.services().catalogIds().nextRowId(),
        new MemoryTracker(state.services().statementMemoryBytes()));
  }

  private SystemContext systemContext() {
    SystemContext known = systemContext;
    if (known == null) {
      // What a session is shown of the catalogue is not older than the rows beside it.
      CatalogSnapshot shown =
          planningOnly ? catalog : open.catalog().exactly(open.transaction().statementTs());
      known =
          new SystemContext(
              shown,
              systemSettings(),
              state.services().sessions(),
              state.ownObjects(),
              table -> 0,
              state.statementMicros());
      systemContext = known;
    }
    return known;
  }

  private List<SystemSetting> systemSettings() {
    List<SystemSetting> rows = new ArrayList<>();
    for (Settings.Row row : state.settings().rows()) {
      rows.add(
          new SystemSetting(
              row.name(),
              row.value(),
              row.unit(),
              "Settings",
              "",
              row.context(),
              row.typeName(),
              row.changed() ? "session" : "default",
              null,
              null,
              row.choices().isEmpty() ? null : row.choices(),
              row.bootValue(),
              row.resetValue()));
    }
    return rows;
  }
}
