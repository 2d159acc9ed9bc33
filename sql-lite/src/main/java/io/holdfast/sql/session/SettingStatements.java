package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Option;
import io.holdfast.sql.parse.ast.UtilityStatement.Reset;
import io.holdfast.sql.parse.ast.UtilityStatement.SetScope;
import io.holdfast.sql.parse.ast.UtilityStatement.SetTransaction;
import io.holdfast.sql.parse.ast.UtilityStatement.SetVariable;
import io.holdfast.sql.parse.ast.UtilityStatement.Show;
import io.holdfast.sql.parse.ast.UtilityStatement.TransactionModes;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** SET, RESET, SHOW and SET TRANSACTION of one session. */
final class SettingStatements {
  private static final short[] TEXT = {};

  private final Settings settings;
  private final TransactionBlock block;
  private final String user;

  SettingStatements(Settings settings, TransactionBlock block, String user) {
    this.settings = settings;
    this.block = block;
    this.user = user;
  }

  void set(SetVariable set, Consumer<Notice> notices) {
    boolean local = set.scope() == SetScope.LOCAL;
    if (local) {
      warnOutsideOfBlock("SET LOCAL", notices);
    }
    if (set.values().isEmpty()) {
      settings.reset(set.name(), local);
      return;
    }
    set(set.name(), text(set), local);
  }

  /** Sets by name, also for set_config; some names belong to the transaction or the user. */
  void set(String name, String raw, boolean local) {
    Integer index = SettingTable.indexOf(name);
    if (index == null) {
      settings.set(name, raw, local);
    } else if (index == SettingTable.TRANSACTION_ISOLATION) {
      block.setIsolation(
          SettingTable.all().get(index).kind().canonical(name, raw, settings.value(index)));
    } else if (index == SettingTable.TRANSACTION_READ_ONLY) {
      block.setReadOnly(SettingTable.all().get(index).kind().canonical(name, raw, "").equals("on"));
    } else {
      if (index == SettingTable.SESSION_AUTHORIZATION || name.equals("role")) {
        checkRole(name, raw);
      }
      settings.set(name, raw, local);
    }
  }

  private void checkRole(String name, String raw) {
    if (!raw.equals(user) && !(name.equals("role") && raw.equals("none"))) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "role \"" + raw + "\" does not exist");
    }
  }

  private static String text(SetVariable set) {
    String name = set.name().toLowerCase(Locale.ROOT);
    if (name.equals("search_path")) {
      List<String> schemas = new ArrayList<>();
      set.values().forEach(each -> schemas.add(quoteIdentifier(Option.textOf(each))));
      return String.join(", ", schemas);
    }
    if (name.equals("timezone") && set.values().get(0) instanceof Expression.Cast cast) {
      return zoneOfInterval(cast);
    }
    List<String> words = new ArrayList<>();
    set.values().forEach(each -> words.add(Option.textOf(each)));
    if (words.size() > 1 && !name.equals("datestyle") && !name.equals("temp_tablespaces")) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "SET " + set.name() + " takes only one argument");
    }
    return String.join(", ", words);
  }

  /** SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE. */
  private static String zoneOfInterval(Expression.Cast cast) {
    SqlType type = SqlType.of(BaseType.INTERVAL);
    Interval zone = (Interval) ValueText.parse(type, Option.textOf(cast.arg()), TypeContext.UTC);
    if (zone.months() != 0 || zone.days() != 0) {
      String shown = ValueText.format(type, zone, TypeContext.UTC);
      throw SettingKind.invalid("TimeZone", "INTERVAL '" + shown + "'")
          .withDetail(
              "Cannot specify "
                  + (zone.months() != 0 ? "months" : "days")
                  + " in time zone interval.");
    }
    return SettingTexts.ofMinutesEast((int) TimeUnit.MICROSECONDS.toMinutes(zone.micros()));
  }

  /** As quote_identifier: quoted unless a plain lower-case word. */
  static String quoteIdentifier(String name) {
    boolean plain = !name.isEmpty() && !Character.isDigit(name.charAt(0));
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  void setTransaction(SetTransaction set, Consumer<Notice> notices) {
    TransactionModes modes = set.modes();
    if (set.snapshot() != null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "SET TRANSACTION SNAPSHOT is not supported", set.pos());
    }
    if (!set.session()) {
      warnOutsideOfBlock("SET TRANSACTION", notices);
      if (block.inBlock()) {
        block.setCharacteristics(modes);
      }
      return;
    }
    if (modes.isolation() != null) {
      settings.set(
          "default_transaction_isolation",
          modes.isolation().name().replace('_', ' ').toLowerCase(Locale.ROOT),
          false);
    }
    if (modes.readOnly() != null) {
      settings.set("default_transaction_read_only", modes.readOnly() ? "on" : "off", false);
    }
    if (modes.deferrable() != null) {
      settings.set("default_transaction_deferrable", modes.deferrable() ? "on" : "off", false);
    }
  }

  private void warnOutsideOfBlock(String command, Consumer<Notice> notices) {
    if (!block.inBlock()) {
      notices.accept(
          Notice.warning(
              new SqlException(
                  SqlState.NO_ACTIVE_SQL_TRANSACTION,
                  command + " can only be used in transaction blocks")));
    }
  }

  void reset(Reset reset) {
    if (reset.name().equalsIgnoreCase("all")) {
      settings.resetAll();
    } else {
      settings.reset(reset.name(), false);
    }
  }

  static List<OutputColumn> columns(Show show) {
    if (show.name().equalsIgnoreCase("all")) {
      return List.of(
          OutputColumn.computed("name", SqlType.TEXT),
          OutputColumn.computed("setting", SqlType.TEXT),
          OutputColumn.computed("description", SqlType.TEXT));
    }
    return List.of(OutputColumn.computed(Settings.canonicalName(show.name()), SqlType.TEXT));
  }

  void show(Show show, short[] formats, boolean announce, ResultSink sink) {
    if (show.name().equalsIgnoreCase("all")) {
      sink.begin(columns(show), formats, announce);
      for (Settings.Row row : settings.rows()) {
        sink.row(new @Nullable Object[] {row.name(), row.value(), ""});
      }
      return;
    }
    String value = settings.show(show.name());
    sink.begin(columns(show), formats.length == 0 ? TEXT : formats, announce);
    sink.row(new @Nullable Object[] {value});
  }
}
