package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.List;

/** Common table expressions, computed when they are first read, and the query over them. */
public record WithRows(List<Cte> ctes, PlanNode body, Estimate estimate) implements PlanNode {
  /** Copies what it is given. */
  public WithRows {
    ctes = List.copyOf(ctes);
  }

  @Override
  public Shape shape() {
    return body.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return all();
  }

  /** One of them. */
  public record Cte(int number, String name, PlanNode plan) {}

  private List<PlanNode> all() {
    List<PlanNode> all = new ArrayList<>();
    ctes.forEach(cte -> all.add(cte.plan()));
    all.add(body);
    return all;
  }
}
