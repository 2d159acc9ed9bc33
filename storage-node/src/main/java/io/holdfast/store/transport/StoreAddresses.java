package io.holdfast.store.transport;

import io.holdfast.runtime.net.Address;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where stores live; called and answered on the store loop. */
public interface StoreAddresses {
  /** Answers once: the address, or null when nobody knows it now. */
  void resolve(long storeId, Consumer<@Nullable Address> answer);
}
