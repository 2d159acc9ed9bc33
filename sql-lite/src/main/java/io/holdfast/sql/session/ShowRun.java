package io.holdfast.sql.session;

import io.holdfast.sql.parse.ast.UtilityStatement.Show;

/** SHOW. */
final class ShowRun implements RunningStatement {
  private final Show show;
  private final SettingStatements settings;
  private final short[] formats;

  ShowRun(Show show, SettingStatements settings, short[] formats) {
    this.show = show;
    this.settings = settings;
    this.formats = formats;
  }

  @Override
  public boolean advance(long rowsMax, boolean announce, ResultSink sink) {
    settings.show(show, formats, announce, sink);
    return true;
  }

  @Override
  public String tag() {
    return "SHOW";
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
