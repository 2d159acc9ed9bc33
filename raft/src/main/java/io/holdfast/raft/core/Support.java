package io.holdfast.raft.core;

/**
 * What the stores of a group's members have promised each other (L2, L4), asked by peer id: a store
 * that supports another one promises not to help depose what leads there. Belongs to the loop of
 * the group, but for what {@link Lease} needs.
 */
public interface Support {
  /** Nobody promises anything: leaders hold no leases, and votes are free. */
  Support NONE =
      new Support() {
        @Override
        public boolean enabled() {
          return false;
        }

        @Override
        public boolean graceful() {
          return false;
        }

        @Override
        public long given(long peer) {
          return 0;
        }

        @Override
        public void want(long peer) {}

        @Override
        public long promisedUntil(long peer, long session) {
          return Long.MIN_VALUE;
        }

        @Override
        public boolean supports(long peer, long session) {
          return false;
        }

        @Override
        public boolean restful() {
          return false;
        }

        @Override
        public long nowNanos() {
          return 0;
        }

        @Override
        public long ownUntil() {
          return Long.MIN_VALUE;
        }
      };

  /** True iff leaders should ask for promises. */
  boolean enabled();

  /** True while an earlier process of this store may have promised something (L5). */
  boolean graceful();

  /**
   * The session in which this store supports that of {@code peer}, 0 when it does not. What counts
   * is the withdrawal as published, not a clock (L11). No session is given twice.
   */
  long given(long peer);

  /** A leader here needs the support of that peer's store. */
  void want(long peer);

  /**
   * Until when the store of {@code peer} keeps what it promised in {@code session}; {@link
   * Long#MIN_VALUE} when that is not known. Nanoseconds of this node's clock. Any thread.
   */
  long promisedUntil(long peer, long session);

  /**
   * True iff the store of {@code peer} was in touch lately and supported this one in {@code
   * session}. Says whom to expect a word from, and covers no read: its clock may run as it likes.
   */
  boolean supports(long peer, long session);

  /** True iff groups led here may rest (L22): somebody wakes them when stores lose touch. */
  boolean restful();

  /** This node's clock. Any thread. */
  long nowNanos();

  /** Until when this store would be supported by itself, asked now. Any thread. */
  long ownUntil();
}
