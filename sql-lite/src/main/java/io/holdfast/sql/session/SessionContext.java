package io.holdfast.sql.session;

import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.expr.SessionView;
import io.holdfast.sql.plan.cache.PlanScope;
import io.holdfast.sql.txn.StatementLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What functions see of the session, and what its statements have in common. */
final class SessionContext implements SessionView {
  private static final long MICROS_PER_SLEEP_MAX = TimeUnit.DAYS.toMicros(3650);

  private final SessionServices services;
  private final String user;
  private final String database;
  private final int processId;
  private final Settings settings;
  private final StatementClock clock;
  private final RandomGenerator random;

  /** How set_config changes settings; the session installs it. */
  private SettingStatements setter;

  private final Supplier<StatementLimits> limits;
  private @Nullable CatalogSnapshot catalog;

  // What the search path means; null after a change of settings.
  private long scopeVersion = -1;
  private PlanScope scope;
  private int scopeHash;

  SessionContext(
      SessionServices services,
      String user,
      String database,
      int processId,
      Settings settings,
      SettingStatements setter,
      Supplier<StatementLimits> limits) {
    this.limits = limits;
    this.services = services;
    this.user = user;
    this.database = database;
    this.processId = processId;
    this.settings = settings;
    this.setter = setter;
    NodeRuntime runtime = services.runtime();
    this.clock = new StatementClock(runtime.clock());
    this.random = runtime.newRandom("sql-session-" + processId);
    this.scope = new PlanScope(database, user, List.of());
  }

  void setSetter(SettingStatements newSetter) {
    setter = newSetter;
  }

  /** Fails when the running statement has ended. */
  void checkLimits() {
    limits.get().check(clock.nanos());
  }

  /** The catalogue that the running statement sees. */
  void setCatalog(CatalogSnapshot snapshot) {
    catalog = snapshot;
  }

  StatementClock clock() {
    return clock;
  }

  // ---- plans ----

  /** What plans of this session depend on. */
  PlanScope planScope() {
    if (scopeVersion != settings.version()) {
      scopeVersion = settings.version();
      PlanScope now =
          new PlanScope(
              database,
              user,
              List.of(
                  settings.value(SettingTable.SEARCH_PATH),
                  // Literals get their values while planning.
                  settings.value(SettingTable.TIME_ZONE),
                  settings.value(SettingTable.DATE_STYLE),
                  settings.value(SettingTable.INTERVAL_STYLE),
                  settings.value(SettingTable.TRANSFORM_NULL_EQUALS)));
      if (!now.equals(scope)) {
        scope = now;
        scopeHash = now.hashCode();
      }
    }
    return scope;
  }

  int planScopeHash() {
    return scopeHash;
  }

  /** Schemas of the search path, the user's name filled in; they need not exist. */
  List<String> schemas() {
    List<String> path = settings.searchPath();
    if (!path.contains("$user")) {
      return path;
    }
    List<String> names = new ArrayList<>(path);
    names.replaceAll(name -> name.equals("$user") ? user : name);
    return names;
  }

  // ---- what functions see ----

  @Override
  public String currentUser() {
    return user;
  }

  @Override
  public String sessionUser() {
    return user;
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public List<String> searchPath() {
    CatalogSnapshot now = catalog;
    if (now == null) {
      return schemas();
    }
    List<String> existing = new ArrayList<>();
    for (String name : schemas()) {
      if (now.schema(name) != null && !existing.contains(name)) {
        existing.add(name);
      }
    }
    return existing;
  }

  @Override
  public @Nullable String setting(String name) {
    return settings.find(name);
  }

  @Override
  public String set(String name, @Nullable String value, boolean local) {
    if (value == null) {
      settings.reset(name, local);
    } else {
      setter.set(name, value, local);
    }
    return settings.show(name);
  }

  @Override
  public int backendPid() {
    return processId;
  }

  @Override
  public long clockMicros() {
    return clock.micros();
  }

  @Override
  public void sleep(long micros) {
    if (micros <= 0) {
      return;
    }
    Duration time =
        Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(Math.min(micros, MICROS_PER_SLEEP_MAX)));
    limits.get().sleep(services.runtime(), time);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public String version() {
    return services.version();
  }
}
