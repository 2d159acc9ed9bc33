package io.holdfast.sql.session;

/**
 * One setting.
 *
 * @param boot value of a server and session that say nothing else
 * @param change who may change it
 * @param reported whether clients are told each new value
 */
record Setting(String name, SettingKind kind, String boot, Change change, boolean reported) {
  /** Who may change a setting. */
  enum Change {
    /** Any session, any time. */
    USER("user"),
    /** Nobody: it says how the server is built. */
    NEVER("internal"),
    /** The server's configuration. */
    AT_START("postmaster");

    private final String context;

    Change(String context) {
      this.context = context;
    }

    /** pg_settings.context. */
    String context() {
      return context;
    }
  }
}
