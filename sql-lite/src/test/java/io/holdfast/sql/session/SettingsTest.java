package io.holdfast.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.type.RegNames;
import io.holdfast.sql.type.Zone;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected texts are those of PostgreSQL 15. */
class SettingsTest {
  private final Settings settings = new Settings("joe");

  private String set(String name, String raw) {
    settings.set(name, raw, false);
    return settings.show(name);
  }

  private String error(String name, String raw) {
    SqlException e = catchThrowableOfType(SqlException.class, () -> settings.set(name, raw, false));
    String detail = e.field(SqlException.Field.DETAIL);
    String hint = e.field(SqlException.Field.HINT);
    return e.state().code()
        + " "
        + e.message()
        + (detail == null ? "" : " / " + detail)
        + (hint == null ? "" : " / " + hint);
  }

  @Test
  void timesAreShownInTheLargestUnitThatFits() {
    assertThat(set("statement_timeout", "1.5s")).isEqualTo("1500ms");
    assertThat(set("statement_timeout", "5000")).isEqualTo("5s");
    assertThat(set("lock_timeout", "2min")).isEqualTo("2min");
    assertThat(set("lock_timeout", "0")).isEqualTo("0");
    assertThat(set("work_mem", "64MB")).isEqualTo("64MB");
    assertThat(set("work_mem", "65536")).isEqualTo("64MB");
  }

  @Test
  void numbersOutOfRangeOrWithoutSenseAreRefused() {
    assertThat(error("statement_timeout", "-1"))
        .isEqualTo(
            "22023 -1 ms is outside the valid range for parameter \"statement_timeout\""
                + " (0 .. 2147483647)");
    assertThat(error("statement_timeout", "abc"))
        .isEqualTo("22023 invalid value for parameter \"statement_timeout\": \"abc\"");
    assertThat(error("statement_timeout", "5 parsecs"))
        .isEqualTo(
            "22023 invalid value for parameter \"statement_timeout\": \"5 parsecs\" / Valid units"
                + " for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\".");
    assertThat(error("statement_timeout", "99999999999"))
        .isEqualTo(
            "22023 invalid value for parameter \"statement_timeout\": \"99999999999\" / Value"
                + " exceeds integer range.");
    assertThat(error("work_mem", "1kB"))
        .isEqualTo(
            "22023 1 kB is outside the valid range for parameter \"work_mem\""
                + " (64 .. 2147483647)");
    assertThat(error("extra_float_digits", "9"))
        .isEqualTo(
            "22023 9 is outside the valid range for parameter \"extra_float_digits\" (-15 .. 3)");
  }

  @Test
  void flagsAndChoicesHaveTheSpellingsOfPostgresql() {
    assertThat(set("enable_seqscan", "FALSE")).isEqualTo("off");
    assertThat(set("enable_seqscan", "y")).isEqualTo("on");
    assertThat(error("enable_seqscan", "foo"))
        .isEqualTo("22023 parameter \"enable_seqscan\" requires a Boolean value");
    assertThat(set("default_transaction_isolation", "SERIALIZABLE")).isEqualTo("serializable");
    assertThat(error("default_transaction_isolation", "foo"))
        .isEqualTo(
            "22023 invalid value for parameter \"default_transaction_isolation\": \"foo\""
                + " / Available values: serializable, repeatable read, read committed, read"
                + " uncommitted.");
    assertThat(error("bytea_output", "foo"))
        .isEqualTo(
            "22023 invalid value for parameter \"bytea_output\": \"foo\" / Available values:"
                + " escape, hex.");
  }

  @Test
  void timeZonesAreKnownByNameNumberAndPosixForm() {
    assertThat(set("timezone", "europe/BERLIN")).isEqualTo("Europe/Berlin");
    assertThat(settings.typeContext(RegNames.NONE).zone())
        .isEqualTo(Zone.of(ZoneId.of("Europe/Berlin")));
    assertThat(set("timezone", "utc")).isEqualTo("UTC");
    assertThat(set("timezone", "-5")).isEqualTo("<-05>+05");
    assertThat(settings.typeContext(RegNames.NONE).zone().rules())
        .isEqualTo(ZoneOffset.ofHours(-5).getRules());
    assertThat(set("timezone", "5.5")).isEqualTo("<+05:30>-05:30");
    assertThat(settings.typeContext(RegNames.NONE).zone().rules())
        .isEqualTo(ZoneOffset.ofHoursMinutes(5, 30).getRules());
    assertThat(set("timezone", "GMT-03:00")).isEqualTo("GMT-03:00");
    assertThat(settings.typeContext(RegNames.NONE).zone().rules())
        .isEqualTo(ZoneOffset.ofHours(3).getRules());
    assertThat(set("timezone", "Foo3")).isEqualTo("FOO3");
    assertThat(error("timezone", "foo/bar"))
        .isEqualTo("22023 invalid value for parameter \"TimeZone\": \"foo/bar\"");
  }

  @Test
  void aDateStyleChangesInParts() {
    assertThat(settings.show("DateStyle")).isEqualTo("ISO, MDY");
    assertThat(set("datestyle", "dmy")).isEqualTo("ISO, DMY");
    assertThat(set("datestyle", "german")).isEqualTo("German, DMY");
    assertThat(set("datestyle", "ISO")).isEqualTo("ISO, DMY");
    assertThat(error("datestyle", "foo"))
        .isEqualTo(
            "22023 invalid value for parameter \"DateStyle\": \"foo\" / Unrecognized key word:"
                + " \"foo\".");
    assertThat(error("datestyle", "iso, sql"))
        .isEqualTo(
            "22023 invalid value for parameter \"DateStyle\": \"iso, sql\" / Conflicting"
                + " \"datestyle\" specifications.");
  }

  @Test
  void whatIsUnknownOrFixedIsRefused() {
    assertThat(error("foo", "1")).isEqualTo("42704 unrecognized configuration parameter \"foo\"");
    assertThat(error("server_version", "1"))
        .isEqualTo("55P02 parameter \"server_version\" cannot be changed");
    assertThat(error("max_connections", "1"))
        .isEqualTo(
            "55P02 parameter \"max_connections\" cannot be changed without restarting the server");
    assertThat(set("foo.Bar", "1")).isEqualTo("1");
    assertThat(settings.show("FOO.bar")).isEqualTo("1");
  }

  @Test
  void aRollbackUndoesWhatTheTransactionSet() {
    set("lock_timeout", "1s");
    settings.commit();
    set("lock_timeout", "2s");
    settings.rollback();

    assertThat(settings.show("lock_timeout")).isEqualTo("1s");
  }

  @Test
  void aLocalValueEndsWithItsTransaction() {
    settings.set("lock_timeout", "1s", false);
    settings.set("lock_timeout", "2s", true);
    assertThat(settings.show("lock_timeout")).isEqualTo("2s");
    settings.commit();

    assertThat(settings.show("lock_timeout")).isEqualTo("1s");
  }

  @Test
  void aSavepointBringsBackLocalAndOtherValues() {
    settings.set("lock_timeout", "1s", false);
    Settings.Mark mark = settings.mark();
    settings.set("lock_timeout", "2s", true);
    settings.set("work_mem", "1MB", false);
    settings.rollbackTo(mark);
    settings.commit();

    assertThat(settings.show("lock_timeout")).isEqualTo("1s");
    assertThat(settings.show("work_mem")).isEqualTo("4MB");
  }

  @Test
  void clientsAreToldEachNewValueOnce() {
    assertThat(settings.untold().keySet())
        .containsExactly(
            "application_name",
            "client_encoding",
            "DateStyle",
            "default_transaction_read_only",
            "in_hot_standby",
            "integer_datetimes",
            "IntervalStyle",
            "is_superuser",
            "server_encoding",
            "server_version",
            "session_authorization",
            "standard_conforming_strings",
            "TimeZone");
    assertThat(settings.untold()).isEmpty();
    set("timezone", "Europe/Rome");
    set("lock_timeout", "1s");
    assertThat(settings.untold()).containsOnlyKeys("TimeZone");
  }

  @Test
  void resetComesBackToWhatTheSessionStartedWith() {
    settings.setAtStart("TimeZone", "Europe/Rome");
    set("timezone", "Europe/Berlin");
    settings.reset("timezone", false);

    assertThat(settings.show("timezone")).isEqualTo("Europe/Rome");
  }

  @Test
  void theSearchPathIsSplitWithItsQuotes() {
    assertThat(settings.searchPath()).containsExactly("$user", "public");
    set("search_path", "a, \"B \"\"c\", D");
    assertThat(settings.searchPath()).isEqualTo(List.of("a", "B \"c", "d"));
  }
}
