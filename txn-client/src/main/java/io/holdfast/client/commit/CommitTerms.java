package io.holdfast.client.commit;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of a commit timestamp, beyond being later than the start.
 *
 * @param bound it must be less than this
 * @param check asked after the prewrite, for every commit timestamp tried; null for none
 */
public record CommitTerms(long bound, @Nullable Check check) {
  /** Any commit timestamp will do. */
  public static final CommitTerms NONE = new CommitTerms(Long.MAX_VALUE, null);

  /** A condition that may take time to find out. */
  @FunctionalInterface
  public interface Check {
    /** Called on the client's loop. The future fails when the commit must not be; any thread. */
    CompletableFuture<?> start(long commitTs);
  }

  /** The same with this bound too. */
  public CommitTerms withBound(long other) {
    return new CommitTerms(Math.min(bound, other), check);
  }

  /** The same with this check instead of the one before. */
  public CommitTerms withCheck(Check other) {
    return new CommitTerms(bound, other);
  }
}
