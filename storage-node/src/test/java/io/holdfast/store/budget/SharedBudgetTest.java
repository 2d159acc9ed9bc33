package io.holdfast.store.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedBudgetTest {
  private final SharedBudget budget = new SharedBudget(120);

  private static long fill(SharedBudget.Part part, long piece) {
    while (part.fits(piece)) {
      part.take(piece);
    }
    return part.held();
  }

  @Test
  void oneRegionMayHoldAsMuchAsItLeaves() {
    assertThat(fill(budget.newPart(), 1)).isEqualTo(60);
    assertThat(budget.used()).isEqualTo(60);
  }

  @Test
  void whoeverComesLaterStillGetsAShare() {
    List<Long> shares = new ArrayList<>();
    for (int region = 0; region < 5; region++) {
      shares.add(fill(budget.newPart(), 1));
    }
    assertThat(shares).containsExactly(60L, 30L, 15L, 8L, 4L);
    assertThat(budget.used()).isLessThan(120);
  }

  @Test
  void aSingleOneAlwaysPassesAnIdleStore() {
    SharedBudget.Part part = budget.newPart();
    assertThat(part.fits(1000)).isTrue();
    part.take(1000);
    assertThat(part.fits(1)).isFalse();
    assertThat(budget.newPart().fits(1)).isFalse();
    part.release(1000);
    assertThat(budget.used()).isZero();
  }

  @Test
  void nobodyGivesBackWhatItDidNotTake() {
    SharedBudget.Part rich = budget.newPart();
    rich.take(10);
    assertThatThrownBy(() -> budget.newPart().release(5)).isInstanceOf(InvariantViolation.class);
  }
}
