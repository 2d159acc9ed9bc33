package io.holdfast.raft.core;

import java.util.random.RandomGenerator;

/**
 * Counts the ticks of one group: between two words of its leader, or of its quorum. Ticks of a
 * member at rest are not counted.
 */
final class TickContact implements LeaderContact {
  /** Waits of campaigns that are short after the leader is gone: the others may learn later. */
  private static final int HURRIED_WAITS = 6;

  private final RaftConfig config;
  private final RandomGenerator random;
  private final boolean asksAgain;
  private int quietTicks;
  private int electionTicks;
  private int quorumTicks;
  private int heartbeatTicks;
  private int hurried;

  /**
   * For one group.
   *
   * @param asksAgain pre-votes that are not answered are asked for again soon (L21)
   */
  TickContact(RaftConfig config, RandomGenerator random, boolean asksAgain) {
    this.config = config;
    this.random = random;
    this.asksAgain = asksAgain;
    begin(Role.FOLLOWER);
  }

  @Override
  public void begin(Role role) {
    quietTicks = 0;
    quorumTicks = 0;
    heartbeatTicks = 0;
    int range = config.electionTicksMax() - config.electionTicksMin();
    electionTicks =
        hurries(role) || (role == Role.PRE_CANDIDATE && asksAgain)
            ? soon()
            : config.electionTicksMin() + random.nextInt(range);
  }

  private boolean hurries(Role role) {
    if (hurried == 0 || (role != Role.PRE_CANDIDATE && role != Role.CANDIDATE)) {
      return false;
    }
    hurried--;
    return true;
  }

  private int soon() {
    return config.heartbeatTicks() + random.nextInt(3 * config.heartbeatTicks());
  }

  @Override
  public void lapsed() {
    quietTicks = config.electionTicksMin();
    asked();
  }

  @Override
  public void gone() {
    hurried = HURRIED_WAITS;
    quietTicks = Math.max(quietTicks, config.electionTicksMin());
    asked();
  }

  @Override
  public void asked() {
    electionTicks = quietTicks + soon();
  }

  @Override
  public void heard() {
    quietTicks = 0;
  }

  @Override
  public boolean hears() {
    return quietTicks < config.electionTicksMin();
  }

  @Override
  public boolean campaignDue() {
    quietTicks++;
    return quietTicks >= electionTicks;
  }

  @Override
  public boolean quorumDue() {
    quorumTicks++;
    if (quorumTicks < config.electionTicksMin()) {
      return false;
    }
    quorumTicks = 0;
    return true;
  }

  @Override
  public void restartQuorumPeriod() {
    quorumTicks = 0;
  }

  @Override
  public boolean heartbeatDue() {
    heartbeatTicks++;
    if (heartbeatTicks < config.heartbeatTicks()) {
      return false;
    }
    heartbeatTicks = 0;
    return true;
  }
}
