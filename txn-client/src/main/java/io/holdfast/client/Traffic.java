package io.holdfast.client;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one client has asked the cluster for so far: round trips are what a transaction mostly
 * costs.
 *
 * @param timestamps timestamps fetched
 * @param timestampMessages messages they came in
 * @param requests requests by the name of their method, repetitions included, timestamps not
 */
public record Traffic(long timestamps, long timestampMessages, SortedMap<String, Long> requests) {
  /** Copies the map. */
  public Traffic {
    requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
  }

  /** Requests of one method. */
  public long requests(String method) {
    return requests.getOrDefault(method, 0L);
  }

  /** What was added since an earlier look. */
  public Traffic since(Traffic earlier) {
    TreeMap<String, Long> added = new TreeMap<>();
    requests.forEach(
        (method, count) -> {
          long more = count - earlier.requests(method);
          if (more != 0) {
            added.put(method, more);
          }
        });
    return new Traffic(
        timestamps - earlier.timestamps, timestampMessages - earlier.timestampMessages, added);
  }
}
