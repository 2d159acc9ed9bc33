package io.holdfast.store.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StaleReplicasTest {
  /** Those that never get an answer must not keep the others from being asked about. */
  @Test
  void everyReplicaIsAskedAboutInItsTurn() {
    TreeSet<Long> doubtful = new TreeSet<>();
    for (long id = 1; id <= 200; id++) {
      doubtful.add(id);
    }
    TreeSet<Long> asked = new TreeSet<>();
    long last = 0;
    for (int round = 0; round < 4; round++) {
      List<Long> questions = StaleReplicas.next(doubtful, last);
      assertThat(questions).hasSizeLessThanOrEqualTo(StaleReplicas.QUESTIONS_MAX);
      asked.addAll(questions);
      last = questions.get(questions.size() - 1);
    }
    assertThat(asked).isEqualTo(doubtful);
    assertThat(StaleReplicas.next(new TreeSet<>(), last)).isEmpty();
  }
}
