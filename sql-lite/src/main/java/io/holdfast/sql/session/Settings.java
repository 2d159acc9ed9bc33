package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.session.Setting.Change;
import io.holdfast.sql.type.DateStyle;
import io.holdfast.sql.type.IntervalStyle;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.Zone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one session. Changes within a transaction end with it when it is rolled back;
 * local ones end with it in any case. Confined to the session's thread.
 */
public final class Settings {
  /** Names with a dot are free for applications; this many of them, against a runaway client. */
  private static final int CUSTOM_MAX = 1_000;

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** One row of pg_settings. */
  public record Row(
      String name,
      String value,
      String bootValue,
      String resetValue,
      String typeName,
      String context,
      @Nullable String unit,
      List<String> choices,
      boolean changed) {}

  /** All values at one moment. */
  @SuppressWarnings("ArrayRecordComponent") // Copied on write, never compared.
  private record Values(String[] known, TreeMap<String, String> custom) {
    Values copy() {
      return new Values(known.clone(), new TreeMap<>(custom));
    }
  }

  /** What to come back to when a part of a transaction is undone. */
  public static final class Mark {
    private final @Nullable Values before;
    private final Values now;
    private final Values afterCommit;

    private Mark(@Nullable Values before, Values now, Values afterCommit) {
      this.before = before;
      this.now = now;
      this.afterCommit = afterCommit;
    }
  }

  private final Values reset;
  private Values now;

  // Both are set by the first change within a transaction.
  private @Nullable Values before;
  private Values afterCommit;

  private final String[] told = new String[SettingTable.all().size()];

  // What is derived from the values; null after a change.
  private @Nullable TypeContext typeContext;
  private @Nullable List<String> searchPath;
  private long version;

  /** The settings of a new session of {@code user}. */
  public Settings(String user) {
    List<Setting> all = SettingTable.all();
    String[] boot = new String[all.size()];
    for (int i = 0; i < boot.length; i++) {
      boot[i] = all.get(i).boot();
    }
    boot[SettingTable.SESSION_AUTHORIZATION] = user;
    reset = new Values(boot, new TreeMap<>());
    now = reset.copy();
    afterCommit = now;
  }

  // ---- set, show, reset ----

  /** A value the session starts with, and comes back to by RESET. */
  public void setAtStart(String name, String raw) {
    set(name, raw, false);
    commit();
    Integer index = SettingTable.indexOf(name);
    if (index != null) {
      reset.known[index] = now.known[index];
    } else {
      reset.custom.put(name.toLowerCase(Locale.ROOT), raw);
    }
  }

  /** Fixes a value that sessions cannot change (server options). */
  void setByServer(String name, String value) {
    Integer index = require(name);
    reset.known[index] = value;
    now.known[index] = value;
  }

  /**
   * Sets a value.
   *
   * @param local only until the end of the transaction
   */
  public void set(String name, String raw, boolean local) {
    Integer index = SettingTable.indexOf(name);
    if (index == null) {
      setCustom(name, raw, local);
      return;
    }
    Setting setting = SettingTable.all().get(index);
    checkChangeable(setting);
    String value = setting.kind().canonical(name, raw, now.known[index]);
    put(index, value, local);
  }

  private void put(int index, String value, boolean local) {
    change();
    now.known[index] = value;
    if (!local) {
      afterCommit.known[index] = value;
    }
  }

  private static void checkChangeable(Setting setting) {
    if (setting.change() != Change.USER) {
      String suffix = setting.change() == Change.NEVER ? "" : " without restarting the server";
      throw new SqlException(
          SqlState.CANT_CHANGE_RUNTIME_PARAMETER,
          "parameter \"" + setting.name() + "\" cannot be changed" + suffix);
    }
  }

  private void setCustom(String name, String raw, boolean local) {
    int dot = name.indexOf('.');
    if (dot <= 0 || dot == name.length() - 1) {
      throw unrecognized(name);
    }
    change();
    String key = name.toLowerCase(Locale.ROOT);
    if (!now.custom.containsKey(key) && now.custom.size() >= CUSTOM_MAX) {
      throw new SqlException(
          SqlState.PROGRAM_LIMIT_EXCEEDED, "too many settings of a session, at most " + CUSTOM_MAX);
    }
    now.custom.put(key, raw);
    if (!local) {
      afterCommit.custom.put(key, raw);
    }
  }

  /** Back to the value the session started with. */
  public void reset(String name, boolean local) {
    Integer index = SettingTable.indexOf(name);
    if (index != null) {
      checkChangeable(SettingTable.all().get(index));
      put(index, reset.known[index], local);
      return;
    }
    String key = name.toLowerCase(Locale.ROOT);
    if (!now.custom.containsKey(key)) {
      if (name.indexOf('.') > 0) {
        return;
      }
      throw unrecognized(name);
    }
    setCustom(name, reset.custom.getOrDefault(key, ""), local);
  }

  /** RESET ALL. */
  public void resetAll() {
    change();
    List<Setting> all = SettingTable.all();
    for (int i = 0; i < all.size(); i++) {
      // The transaction under way keeps its characteristics, as the user keeps his name.
      if (all.get(i).change() == Change.USER
          && i != SettingTable.TRANSACTION_ISOLATION
          && i != SettingTable.TRANSACTION_READ_ONLY
          && i != SettingTable.TRANSACTION_DEFERRABLE
          && i != SettingTable.SESSION_AUTHORIZATION) {
        now.known[i] = reset.known[i];
        afterCommit.known[i] = reset.known[i];
      }
    }
    now.custom.clear();
    now.custom.putAll(reset.custom);
    afterCommit.custom.clear();
    afterCommit.custom.putAll(reset.custom);
  }

  /** SHOW; 42704 when there is no such setting. */
  public String show(String name) {
    String value = find(name);
    if (value == null) {
      throw unrecognized(name);
    }
    return value;
  }

  /** The value of a setting; null when there is none of this name. */
  public @Nullable String find(String name) {
    Integer index = SettingTable.indexOf(name);
    return index != null ? now.known[index] : now.custom.get(name.toLowerCase(Locale.ROOT));
  }

  /** The spelling of a name in column headers. */
  public static String canonicalName(String name) {
    Integer index = SettingTable.indexOf(name);
    return index == null ? name : SettingTable.all().get(index).name();
  }

  /** All settings, by their names without regard to case. */
  public List<Row> rows() {
    TreeMap<String, Row> rows = new TreeMap<>();
    List<Setting> all = SettingTable.all();
    for (int i = 0; i < all.size(); i++) {
      Setting setting = all.get(i);
      String unit =
          setting.kind() instanceof SettingKind.Whole whole && !whole.unit().symbol().isEmpty()
              ? whole.unit().symbol()
              : null;
      List<String> choices =
          setting.kind() instanceof SettingKind.Choice choice ? choice.words() : List.of();
      rows.put(
          setting.name().toLowerCase(Locale.ROOT),
          new Row(
              setting.name(),
              inUnits(setting, now.known[i]),
              inUnits(setting, setting.boot()),
              inUnits(setting, reset.known[i]),
              setting.kind().typeName(),
              setting.change().context(),
              unit,
              choices,
              !now.known[i].equals(reset.known[i])));
    }
    now.custom.forEach(
        (name, value) ->
            rows.put(name, new Row(name, value, "", "", "string", "user", null, List.of(), true)));
    return new ArrayList<>(rows.values());
  }

  /** SHOW answers 5s; pg_settings 5000, with its unit beside. */
  private static String inUnits(Setting setting, String value) {
    return setting.kind() instanceof SettingKind.Whole whole
        ? Long.toString(whole.number(setting.name(), value))
        : value;
  }

  private static int require(String name) {
    Integer index = SettingTable.indexOf(name);
    if (index == null) {
      throw unrecognized(name);
    }
    return index;
  }

  private static SqlException unrecognized(String name) {
    return new SqlException(
        SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
  }

  // ---- transactions ----

  private void change() {
    version++;
    typeContext = null;
    searchPath = null;
    if (before == null) {
      before = now;
      now = before.copy();
      afterCommit = before.copy();
    }
  }

  /** The transaction is committed: what was not local stays. */
  void commit() {
    if (before != null) {
      now = afterCommit;
      before = null;
      derivedAgain();
    }
  }

  /** The transaction is rolled back, and all changes with it. */
  void rollback() {
    if (before != null) {
      now = before;
      before = null;
      afterCommit = now;
      derivedAgain();
    }
  }

  /** A savepoint. */
  Mark mark() {
    return new Mark(before, now.copy(), before == null ? afterCommit : afterCommit.copy());
  }

  /** Back to a savepoint. */
  void rollbackTo(Mark mark) {
    if (before == null) {
      return;
    }
    if (mark.before == null) {
      rollback();
      return;
    }
    now = mark.now.copy();
    afterCommit = mark.afterCommit.copy();
    derivedAgain();
  }

  private void derivedAgain() {
    version++;
    typeContext = null;
    searchPath = null;
  }

  // ---- what the rooms ask for ----

  /** Grows with every change. */
  public long version() {
    return version;
  }

  String value(int index) {
    return now.known[index];
  }

  boolean flag(int index) {
    return now.known[index].equals("on");
  }

  /** A time limit; 0 for none. */
  long nanos(int index) {
    Setting setting = SettingTable.all().get(index);
    SettingKind.Whole kind = (SettingKind.Whole) setting.kind();
    String value = now.known[index];
    return value.equals("0") ? 0 : kind.number(setting.name(), value) * NANOS_PER_MILLI;
  }

  /** Sets what belongs to the transaction under way; not undone with the settings. */
  void setTransactionValue(int index, String value) {
    now.known[index] = value;
    afterCommit.known[index] = value;
  }

  /** Schemas of search_path as the user wrote them, quotes resolved; "$user" among them. */
  public List<String> searchPath() {
    List<String> path = searchPath;
    if (path == null) {
      path = splitIdentifiers(value(SettingTable.SEARCH_PATH));
      searchPath = path;
    }
    return path;
  }

  /** How values look in text; the moment is for the caller to fill in. */
  public TypeContext typeContext(RegNames names) {
    TypeContext context = typeContext;
    if (context == null) {
      Zone zone = SettingTexts.zone(value(SettingTable.TIME_ZONE));
      DateStyle style = SettingTexts.parseDateStyle(value(SettingTable.DATE_STYLE));
      IntervalStyle intervals =
          IntervalStyle.valueOf(value(SettingTable.INTERVAL_STYLE).toUpperCase(Locale.ROOT));
      context =
          new TypeContext(
              zone,
              style,
              intervals,
              value(SettingTable.BYTEA_OUTPUT).equals("escape"),
              Integer.parseInt(value(SettingTable.EXTRA_FLOAT_DIGITS)),
              0,
              RegNames.NONE);
      typeContext = context;
    }
    return context.withNames(names);
  }

  /** The settings that clients track whose values they have not been told yet. */
  SortedMap<String, String> untold() {
    SortedMap<String, String> news = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List<Setting> all = SettingTable.all();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).reported() && !now.known[i].equals(told[i])) {
        told[i] = now.known[i];
        news.put(all.get(i).name(), now.known[i]);
      }
    }
    return news;
  }

  /** Names separated by commas, folded unless quoted. */
  static List<String> splitIdentifiers(String text) {
    List<String> names = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ',' || Character.isWhitespace(c)) {
        at++;
      } else if (c == '"') {
        StringBuilder name = new StringBuilder();
        at++;
        while (at < text.length() && (text.charAt(at) != '"' || doubled(text, at))) {
          at += doubled(text, at) ? 1 : 0;
          name.append(text.charAt(at++));
        }
        at++;
        names.add(name.toString());
      } else {
        int comma = text.indexOf(',', at);
        int end = comma < 0 ? text.length() : comma;
        names.add(text.substring(at, end).strip().toLowerCase(Locale.ROOT));
        at = end;
      }
    }
    return List.copyOf(names);
  }

  private static boolean doubled(String text, int at) {
    return text.startsWith("\"\"", at);
  }

  static String plain(double number) {
    return number == Double.MAX_VALUE
        ? "1.79769e+308"
        : new BigDecimal(number).stripTrailingZeros().toPlainString();
  }
}
