package io.holdfast.sql.plan.cache;

import java.util.Arrays;

/** Which plan: the shape of a text, its scope and the declared types of its parameters. */
public final class PlanKey {
  private static final int[] NO_OIDS = {};

  private final String shape;
  private final PlanScope scope;
  private final int[] parameterOids;
  private final int hash;

  /**
   * A key.
   *
   * @param scopeHash {@code scope.hashCode()}, which sessions remember
   * @param parameterOids not copied; 0 for a type that is to be found out
   */
  public PlanKey(String shape, PlanScope scope, int scopeHash, int[] parameterOids) {
    this.shape = shape;
    this.scope = scope;
    this.parameterOids = parameterOids;
    this.hash =
        (shape.hashCode() * 31 + scopeHash) * 31
            + (parameterOids.length == 0 ? 0 : Arrays.hashCode(parameterOids));
  }

  /** A key of a statement without declared parameters. */
  public PlanKey(String shape, PlanScope scope, int scopeHash) {
    this(shape, scope, scopeHash, NO_OIDS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlanKey key
        && hash == key.hash
        && shape.equals(key.shape)
        && (scope == key.scope || scope.equals(key.scope))
        && Arrays.equals(parameterOids, key.parameterOids);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return shape;
  }
}
