package io.holdfast.store.service;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.read.task.PageLimit;
import org.jspecify.annotations.Nullable;

/**
 * How much a caller takes at once. Ours say that they go on where an answer ends; everybody else
 * takes a short scan for the end of the region, and a key left out of a batch for an absent one:
 * they get all they asked for, or a refusal that no repetition can cure (rule R2).
 */
final class Pages {
  private Pages() {}

  static PageLimit limit(Context context) {
    int bytes = context.getPageBytes();
    return bytes == 0 ? PageLimit.whole() : PageLimit.page(Integer.toUnsignedLong(bytes));
  }

  /** Why an answer that ends before limit and range cannot be sent, or null. */
  static @Nullable RegionError refusal(Context context, boolean cut) {
    return cut && context.getPageBytes() == 0
        ? new RegionError.RaftEntryTooLarge(context.getRegionId(), PageLimit.ANSWER_BYTES_MAX)
        : null;
  }

  /** A resume key on the wire, where the empty one stands for none. */
  static ByteString resume(@Nullable Bytes key) {
    return key == null ? ByteString.EMPTY : ProtoBytes.toWire(key);
  }
}
