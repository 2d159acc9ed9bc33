package io.holdfast.sql.plan.logical;

import java.util.ArrayList;
import java.util.List;

/**
 * Common table expressions and the query that may scan them. Each is computed at most once, when it
 * is first scanned; a later one may scan the earlier ones.
 */
public record With(List<Cte> ctes, Rel body) implements Rel {
  /**
   * One of them.
   *
   * @param number what {@link CteScan#cte()} says
   */
  public record Cte(int number, String name, Rel rel) {}

  /** Copies the list. */
  public With {
    ctes = List.copyOf(ctes);
  }

  @Override
  public Shape shape() {
    return body.shape();
  }

  @Override
  public List<Rel> inputs() {
    List<Rel> all = new ArrayList<>();
    for (Cte cte : ctes) {
      all.add(cte.rel());
    }
    all.add(body);
    return all;
  }
}
