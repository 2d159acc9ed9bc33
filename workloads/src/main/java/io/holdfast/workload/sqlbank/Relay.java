package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;

/**
 * Tables that one node makes and drops and another uses at once: after CREATE was answered the
 * table is there for everybody, after DROP for nobody.
 */
final class Relay {
  private enum Phase {
    NONE,
    CREATED,
    USED,
    DROPPED
  }

  private final Scene scene;
  private Phase phase = Phase.NONE;
  private int number;

  Relay(Scene scene) {
    this.scene = scene;
  }

  private String table() {
    return "relay_" + number;
  }

  /** Creates and drops. */
  final class Maker extends Worker {
    Maker(String name, String node, Duration thinkTimeMax) {
      super(name, node, thinkTimeMax, Relay.this.scene);
    }

    @Override
    void step(Context context) {
      if (phase == Phase.NONE) {
        number++; // Whatever became of the one before.
        change(context, "CREATE TABLE " + table() + " (id int PRIMARY KEY, place text)");
        phase = Phase.CREATED;
      } else if (phase == Phase.USED) {
        phase = Phase.NONE; // Should the outcome stay unknown, go on with another one.
        change(context, "DROP TABLE " + table());
        phase = Phase.DROPPED;
      }
    }

    private void change(Context context, String text) {
      try {
        context.query(text);
        figures().tableChanges++;
      } catch (SqlException e) {
        if (Outcome.ofChange(e) != Outcome.BUG) {
          figures().unknown++;
        }
        throw e;
      }
    }
  }

  /** Uses a table that was just made; finds it gone when it was just dropped. */
  final class User extends Worker {
    User(String name, String node, Duration thinkTimeMax) {
      super(name, node, thinkTimeMax, Relay.this.scene);
    }

    @Override
    void step(Context context) {
      if (phase == Phase.CREATED) {
        context.query("INSERT INTO " + table() + " VALUES (1, 'here') ON CONFLICT DO NOTHING");
        phase = Phase.USED;
      } else if (phase == Phase.DROPPED) {
        expectGone(context);
        phase = Phase.NONE;
      }
    }

    private void expectGone(Context context) {
      String gone = table();
      try {
        context.query("SELECT count(*) FROM " + gone);
      } catch (SqlException e) {
        if (e.state() != SqlState.UNDEFINED_TABLE) {
          throw e;
        }
        return;
      }
      figures().violation(name() + " could read " + gone + " after it was dropped");
    }
  }
}
