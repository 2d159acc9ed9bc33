package io.holdfast.store.service;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.store.read.task.Caller;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where the answer to one request goes, exactly once.
 *
 * @param <R> the response
 */
final class Reply<R extends Message> {
  private final R empty;
  private final Consumer<R> out;
  private final Caller caller;

  Reply(R empty, Caller caller, Consumer<R> out) {
    this.empty = empty;
    this.caller = caller;
    this.out = out;
  }

  /** Who waits for it. */
  Caller caller() {
    return caller;
  }

  void send(R response) {
    out.accept(response);
  }

  /** Every response has a field for region errors; refusals are rare enough to look it up. */
  @SuppressWarnings("unchecked") // A builder of R builds R.
  void refuse(RegionError error) {
    FieldDescriptor field =
        Objects.requireNonNull(
            empty.getDescriptorForType().findFieldByName("region_error"), "no region_error");
    out.accept((R) empty.toBuilder().setField(field, error.toWire()).build());
  }

  /** Refuses with a text in the response's string field {@code error}. */
  @SuppressWarnings("unchecked")
  void fail(String text) {
    FieldDescriptor field =
        Objects.requireNonNull(empty.getDescriptorForType().findFieldByName("error"), "no error");
    out.accept((R) empty.toBuilder().setField(field, text).build());
  }
}
