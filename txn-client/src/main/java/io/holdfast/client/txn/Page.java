package io.holdfast.client.txn;

import java.util.List;

/** Part of a scan, in its order; {@code last} when nothing follows. */
public record Page(List<KeyValue> entries, boolean last) {}
