package io.holdfast.raft.core;

import java.util.TreeMap;

/** What stores have promised each other, said by a test; one store for each peer, one clock. */
public final class HandMadeSupport {
  private final TreeMap<String, Long> sessions = new TreeMap<>();
  private final TreeMap<String, Long> untils = new TreeMap<>();
  private final TreeMap<String, Long> latest = new TreeMap<>();
  private final TreeMap<Long, Boolean> grace = new TreeMap<>();
  private long sessionsBegun;
  private boolean resting;
  private long now;

  /** The store of {@code supporter} promises that of {@code leader} to hold still until then. */
  public void promise(long supporter, long leader, long until) {
    long session = sessions.computeIfAbsent(supporter + ">" + leader, pair -> ++sessionsBegun);
    latest.put(supporter + ">" + leader, session);
    untils.put(supporter + ">" + leader + "/" + session, until);
  }

  public void withdraw(long supporter, long leader) {
    sessions.remove(supporter + ">" + leader);
  }

  public void grace(long peer, boolean on) {
    grace.put(peer, on);
  }

  /** Groups may rest from now on. */
  public void rest() {
    resting = true;
  }

  public void clock(long nanos) {
    now = nanos;
  }

  public long now() {
    return now;
  }

  /** As {@code self} sees it. */
  public Support of(long self) {
    return new Support() {
      @Override
      public boolean enabled() {
        return true;
      }

      @Override
      public boolean graceful() {
        return grace.getOrDefault(self, false);
      }

      @Override
      public long given(long peer) {
        return sessions.getOrDefault(self + ">" + peer, 0L);
      }

      @Override
      public void want(long peer) {}

      @Override
      public long promisedUntil(long peer, long session) {
        return untils.getOrDefault(peer + ">" + self + "/" + session, Long.MIN_VALUE);
      }

      @Override
      public boolean supports(long peer, long session) {
        return latest.getOrDefault(peer + ">" + self, 0L) == session
            && promisedUntil(peer, session) > now;
      }

      @Override
      public boolean restful() {
        return resting;
      }

      @Override
      public long nowNanos() {
        return now;
      }

      @Override
      public long ownUntil() {
        return now + 100;
      }
    };
  }
}
