package io.holdfast.pd.operator;

/**
 * What somebody outside wants done to a region: a person, a test. Carried out like a checker's
 * plan, when the region has nothing else under way and the wish fits it; else forgotten.
 */
public sealed interface Wish {
  /** The replica on that store, a voter, leads. */
  record Lead(long storeId) implements Wish {}

  /** The replica leaves one store for another: a learner comes, catches up, votes; then it goes. */
  record Move(long fromStoreId, long toStoreId) implements Wish {}

  /**
   * The same, but the newcomer begins to vote and the other ends to in one step, through a joint
   * configuration (Thesis §4.3): at no time are there four voters.
   */
  record Swap(long fromStoreId, long toStoreId) implements Wish {}

  /** The replica leaves the store. The checker makes good for it, perhaps there again. */
  record Leave(long storeId) implements Wish {}
}
