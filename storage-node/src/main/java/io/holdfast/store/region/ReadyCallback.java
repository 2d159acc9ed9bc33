package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;

/** Learns once, on the store loop, whether a linearizable read may begin. */
public interface ReadyCallback {
  /** Everything acknowledged before the request is applied here. */
  void ready();

  /** It is not known to be; the request was not served. */
  void refused(RegionError error);
}
