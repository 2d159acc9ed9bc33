package io.holdfast.sql.plan.cache;

import io.holdfast.sql.parse.StatementKey;
import java.util.Arrays;

/** Which plan: the shape of a text, its scope and the declared types of its parameters. */
public final class PlanKey {
  private final StatementKey shape;
  private final PlanScope scope;
  private final int scopeHash;
  private final int[] parameterOids;
  private final int hash;

  /**
   * A key.
   *
   * @param shape for looking up, the normaliser's own key will do
   * @param scopeHash {@code scope.hashCode()}, which sessions remember
   * @param parameterOids not copied; 0 for a type that is to be found out
   */
  public PlanKey(StatementKey shape, PlanScope scope, int scopeHash, int[] parameterOids) {
    this.shape = shape;
    this.scope = scope;
    this.scopeHash = scopeHash;
    this.parameterOids = parameterOids;
    this.hash =
        (shape.hashCode() * 31 + scopeHash) * 31
            + (parameterOids.length == 0 ? 0 : Arrays.hashCode(parameterOids));
  }

  /** A key that never changes, to be stored. */
  public PlanKey copy() {
    return new PlanKey(shape.copy(), scope, scopeHash, parameterOids.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlanKey key
        && hash == key.hash
        && shape.equals(key.shape)
        && scope.equals(key.scope)
        && Arrays.equals(parameterOids, key.parameterOids);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return shape.toString();
  }
}
