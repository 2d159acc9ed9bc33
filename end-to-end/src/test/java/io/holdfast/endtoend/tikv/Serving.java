package io.holdfast.endtoend.tikv;

import io.holdfast.protocol.key.KeyMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which of the shared clusters a parameter is about. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface Serving {
  /** The kind of keys it serves. */
  KeyMode value();
}
