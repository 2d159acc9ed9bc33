package io.holdfast.sql.session;

import io.holdfast.sql.catalog.CatalogTransaction;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionModes;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.Savepoint;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.txn.SqlTxOptions;
import io.holdfast.sql.txn.StatementLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of a session and what it is called: none, one made for statements outside of a
 * block, a block, a block that has failed. Settings follow it.
 */
final class TransactionBlock {
  /** Savepoints of one transaction; each holds a copy of the settings. */
  private static final int SAVEPOINTS_MAX = 10_000;

  /** Others have changed the catalogue each time; who meets a conflict over rows loses little. */
  private static final int CATALOG_ATTEMPTS_MAX = 10;

  private enum State {
    NONE,
    IMPLICIT,
    BLOCK,
    FAILED
  }

  private record Place(
      String name,
      Savepoint writes,
      Settings.Mark settings,
      CatalogTransaction.Mark catalog,
      long portals) {}

  /** A transaction with its view of the catalogue. */
  record Open(SqlTransaction transaction, CatalogTransaction catalog, long beganMicros) {}

  private final Function<SqlTxOptions, Open> opener;
  private final Settings settings;
  private final Limits limits;
  private final List<Place> places = new ArrayList<>();
  private State state = State.NONE;
  private @Nullable Open open;

  /** True once a statement of the transaction has looked at data. */
  private boolean queried;

  /** What may end the work of the moment. */
  interface Limits {
    /** Those of the message. */
    StatementLimits limits();

    /** Something has failed and is to be undone, perhaps because the limits were reached. */
    void cleanUp();
  }

  TransactionBlock(Function<SqlTxOptions, Open> opener, Settings settings, Limits limits) {
    this.opener = opener;
    this.settings = settings;
    this.limits = limits;
  }

  TransactionStatus status() {
    return switch (state) {
      case NONE, IMPLICIT -> TransactionStatus.IDLE;
      case BLOCK -> TransactionStatus.IN_BLOCK;
      case FAILED -> TransactionStatus.FAILED;
    };
  }

  boolean inBlock() {
    return state == State.BLOCK || state == State.FAILED;
  }

  boolean failed() {
    return state == State.FAILED;
  }

  boolean isImplicit() {
    return state == State.IMPLICIT;
  }

  /** True while a transaction of any kind is open. */
  boolean isOpen() {
    return state != State.NONE;
  }

  @Nullable Open current() {
    return open;
  }

  /** The transaction to run a statement in; one is made if there is none. */
  Open require() {
    Open current = open;
    if (current == null) {
      current = opener.apply(options(true));
      open = current;
      if (state == State.NONE) {
        state = State.IMPLICIT;
      }
    }
    return current;
  }

  /** A statement looks at data: characteristics are fixed now. */
  void query() {
    queried = true;
  }

  private SqlTxOptions options(boolean implicit) {
    return new SqlTxOptions(
        isolationOf(settings.value(SettingTable.TRANSACTION_ISOLATION)),
        settings.flag(SettingTable.TRANSACTION_READ_ONLY),
        implicit);
  }

  static Isolation isolationOf(String name) {
    return switch (name) {
      case "serializable" -> Isolation.SERIALIZABLE;
      case "repeatable read" -> Isolation.REPEATABLE_READ;
      default -> Isolation.READ_COMMITTED;
    };
  }

  // ---- statements ----

  /** BEGIN; false: there is a block already (a warning). */
  boolean begin(TransactionModes modes) {
    if (state == State.BLOCK) {
      setCharacteristics(modes);
      return false;
    }
    if (state == State.NONE) {
      applyDefaults();
    }
    state = State.BLOCK;
    setCharacteristics(modes);
    if (open == null) {
      open = opener.apply(options(false));
    }
    return true;
  }

  /** SET TRANSACTION, and the modes of BEGIN. */
  void setCharacteristics(TransactionModes modes) {
    if (modes.isolation() != null) {
      setIsolation(modes.isolation().name().replace('_', ' ').toLowerCase(Locale.ROOT));
    }
    if (modes.readOnly() != null) {
      setReadOnly(modes.readOnly());
    }
    if (modes.deferrable() != null) {
      settings.setTransactionValue(
          SettingTable.TRANSACTION_DEFERRABLE, modes.deferrable() ? "on" : "off");
    }
  }

  void setIsolation(String name) {
    if (name.equals(settings.value(SettingTable.TRANSACTION_ISOLATION))) {
      return;
    }
    if (queried) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "SET TRANSACTION ISOLATION LEVEL must be called before any query");
    }
    if (open != null) {
      open.transaction().setIsolation(isolationOf(name));
    }
    settings.setTransactionValue(SettingTable.TRANSACTION_ISOLATION, name);
  }

  void setReadOnly(boolean readOnly) {
    if (!readOnly && queried && settings.flag(SettingTable.TRANSACTION_READ_ONLY)) {
      throw new SqlException(
          SqlState.ACTIVE_SQL_TRANSACTION,
          "transaction read-write mode must be set before any query");
    }
    if (open != null) {
      open.transaction().setReadOnly(readOnly);
    }
    settings.setTransactionValue(SettingTable.TRANSACTION_READ_ONLY, readOnly ? "on" : "off");
  }

  /** What the next transaction has unless it says otherwise. */
  void applyDefaults() {
    settings.setTransactionValue(
        SettingTable.TRANSACTION_ISOLATION, settings.value(SettingTable.DEFAULT_ISOLATION));
    settings.setTransactionValue(
        SettingTable.TRANSACTION_READ_ONLY, settings.value(SettingTable.DEFAULT_READ_ONLY));
    settings.setTransactionValue(
        SettingTable.TRANSACTION_DEFERRABLE, settings.value(SettingTable.DEFAULT_DEFERRABLE));
  }

  /** Commits what is open; afterwards nothing is, whatever the outcome. */
  void commit() {
    Open ending = open;
    if (ending == null) {
      end(true);
      return;
    }
    boolean committed = false;
    try {
      // The lock timeout is not meant for the locks that the catalogue needs.
      StatementLimits now = limits.limits().withoutLockTimeout();
      if (ending.catalog().touched()) {
        ending.transaction().beginStatement(now);
      } else {
        ending.transaction().limit(now);
      }
      if (ending.catalog().touched()) {
        commitWithCatalog(ending);
      } else {
        ending.transaction().commit();
      }
      committed = true;
    } finally {
      end(committed);
      if (!committed) {
        limits.cleanUp();
        ending.transaction().rollback();
        ending.catalog().afterRollback();
      }
    }
    ending.catalog().afterCommit();
  }

  /**
   * All changes of the catalogue write one key, so two nodes often meet there. What the change
   * rests on is its own by then: only the catalogue's part is made anew, and the commit tried
   * again.
   */
  private static void commitWithCatalog(Open ending) {
    SqlTransaction transaction = ending.transaction();
    Savepoint place = transaction.mark();
    for (int attempt = 1; ; attempt++) {
      ending.catalog().beforeCommit();
      try {
        transaction.tryCommit();
        return;
      } catch (SqlException e) {
        if (attempt == CATALOG_ATTEMPTS_MAX || !transaction.isActive()) {
          throw e;
        }
        transaction.rollbackTo(place);
      }
    }
  }

  /** Undoes what is open. */
  void rollback() {
    Open ending = open;
    end(false);
    if (ending != null) {
      limits.cleanUp();
      ending.transaction().rollback();
      ending.catalog().afterRollback();
    }
  }

  private void end(boolean committed) {
    if (committed) {
      settings.commit();
    } else {
      settings.rollback();
    }
    open = null;
    state = State.NONE;
    queried = false;
    places.clear();
    applyDefaults();
  }

  /** A statement has failed: the block fails; what is not a block is undone. */
  void fail() {
    switch (state) {
      case IMPLICIT -> rollback();
      case BLOCK -> {
        state = State.FAILED;
        if (places.isEmpty()) {
          // Nothing can bring it back to life; its locks need not wait for the client.
          releaseEarly();
        }
      }
      case NONE, FAILED -> {
        // Nothing is open, or it has failed already.
      }
    }
  }

  private void releaseEarly() {
    if (open != null) {
      limits.cleanUp();
      open.transaction().rollback();
      open.catalog().afterRollback();
    }
  }

  // ---- savepoints ----

  /** A savepoint; {@code portals} is what {@link #rollbackTo} will answer. */
  void savepoint(String name, long portals) {
    requireBlock("SAVEPOINT");
    if (places.size() >= SAVEPOINTS_MAX) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED,
          "too many savepoints in a transaction, at most " + SAVEPOINTS_MAX);
    }
    Open current = require();
    places.add(
        new Place(
            name,
            current.transaction().mark(),
            settings.mark(),
            current.catalog().mark(),
            portals));
  }

  void release(String name) {
    requireBlock("RELEASE SAVEPOINT");
    int at = find(name);
    require().transaction().release(places.get(at).writes());
    places.subList(at, places.size()).clear();
  }

  /** Undoes what came after a savepoint; answers the mark of its portals. */
  long rollbackTo(String name) {
    requireBlock("ROLLBACK TO SAVEPOINT");
    int at = find(name);
    Place place = places.get(at);
    Open current = require();
    current.transaction().rollbackTo(place.writes());
    current.catalog().rollbackTo(place.catalog());
    settings.rollbackTo(place.settings());
    places.subList(at + 1, places.size()).clear();
    state = State.BLOCK;
    return place.portals();
  }

  /** The mark of portals that a failure leaves alone: those from before the last savepoint. */
  long portalsKept() {
    return inBlock() && !places.isEmpty() ? places.get(places.size() - 1).portals() : 0;
  }

  private void requireBlock(String command) {
    if (!inBlock()) {
      throw new SqlException(
          SqlState.NO_ACTIVE_SQL_TRANSACTION, command + " can only be used in transaction blocks");
    }
  }

  private int find(String name) {
    for (int i = places.size() - 1; i >= 0; i--) {
      if (places.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new SqlException(SqlState.INVALID_SAVEPOINT, "savepoint \"" + name + "\" does not exist");
  }

  /** Modes as they are now, for AND CHAIN. */
  TransactionModes modes() {
    String isolation = settings.value(SettingTable.TRANSACTION_ISOLATION);
    return new TransactionModes(
        io.holdfast.sql.parse.ast.UtilityStatement.Isolation.valueOf(
            isolation.replace(' ', '_').toUpperCase(Locale.ROOT)),
        settings.flag(SettingTable.TRANSACTION_READ_ONLY),
        settings.flag(SettingTable.TRANSACTION_DEFERRABLE));
  }
}
