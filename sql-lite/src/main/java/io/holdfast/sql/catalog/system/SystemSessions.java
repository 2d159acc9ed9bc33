package io.holdfast.sql.catalog.system;

import java.util.List;

/** The sessions of this node, as its system tables and functions see them. Thread-safe. */
public interface SystemSessions {
  /** Without any, for tests and tools. */
  SystemSessions NONE =
      new SystemSessions() {
        @Override
        public List<SystemActivity> activity() {
          return List.of();
        }

        @Override
        public boolean cancel(int pid) {
          return false;
        }

        @Override
        public boolean terminate(int pid) {
          return false;
        }
      };

  /** Rows of pg_stat_activity. */
  List<SystemActivity> activity();

  /** Stops what a session does; false when there is none of this number here. */
  boolean cancel(int pid);

  /** Ends a session; false when there is none of this number here. */
  boolean terminate(int pid);
}
