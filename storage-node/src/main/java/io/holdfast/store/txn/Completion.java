package io.holdfast.store.txn;

import io.holdfast.protocol.error.RegionError;

/**
 * Learns the end of a command, once, on the loop.
 *
 * @param <R> the response
 */
public interface Completion<R> {
  /** The command ran and its writes are applied. */
  void onResponse(R response);

  /** It did not run, or its writes were lost (unknown only if the error says undetermined). */
  void onRefused(RegionError error);
}
