package io.holdfast.sql.plan.cache;

import java.util.List;

/**
 * What the meaning of a text depends on besides the text. A session keeps one and makes a new one
 * when a setting changes.
 *
 * @param settings values of the settings that plans depend on, in a fixed order
 */
public record PlanScope(String database, String user, List<String> settings) {
  /** Copies the list. */
  public PlanScope {
    settings = List.copyOf(settings);
  }
}
