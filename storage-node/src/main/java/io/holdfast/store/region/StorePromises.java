package io.holdfast.store.region;

/**
 * What stores have promised each other, for the regions that build on it. Any thread.
 *
 * @see io.holdfast.raft.core.Support
 */
public interface StorePromises {
  /** Nobody promises anything. */
  StorePromises NONE =
      new StorePromises() {
        @Override
        public boolean enabled() {
          return false;
        }

        @Override
        public boolean graceful() {
          return false;
        }

        @Override
        public long given(long storeId) {
          return 0;
        }

        @Override
        public void want(long storeId) {}

        @Override
        public long until(long storeId, long session) {
          return Long.MIN_VALUE;
        }

        @Override
        public boolean supports(long storeId, long session) {
          return false;
        }

        @Override
        public boolean coversReads() {
          return false;
        }

        @Override
        public boolean restful() {
          return false;
        }

        @Override
        public long ownUntil() {
          return Long.MIN_VALUE;
        }
      };

  /** True iff leaders here ask for promises. */
  boolean enabled();

  /** True iff leaders here read alone where they may. */
  boolean coversReads();

  /** True iff groups led here may rest while nothing happens to them (L22). */
  boolean restful();

  /** True while an earlier process of this store may have promised something (L5). */
  boolean graceful();

  /** The session in which that store is supported, 0 for none (L3). */
  long given(long storeId);

  /** A leader here needs that store's support. */
  void want(long storeId);

  /** Until when that store supports this one in {@code session}; by this node's clock (L4). */
  long until(long storeId, long session);

  /**
   * True iff that store was in touch lately, and supported this one in {@code session}, whatever
   * its clock.
   */
  boolean supports(long storeId, long session);

  /** Until when this store would be supported by itself, asked now. */
  long ownUntil();
}
