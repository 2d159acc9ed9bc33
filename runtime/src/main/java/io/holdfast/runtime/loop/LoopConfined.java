package io.holdfast.runtime.loop;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The class belongs to one {@link EventLoop}; its public methods begin with {@code checkOwned()}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface LoopConfined {
  /** Which loop, by the name in the thread table. */
  String value();
}
