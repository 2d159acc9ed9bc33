package io.holdfast.runtime.loop;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The class belongs to one {@link EventLoop} and is called on it alone (rule X8), but for methods
 * whose Javadoc says "any thread". Doors of a room begin with {@code checkOwned()}; of the rest the
 * simulation takes care, which looks at the caller of every open method.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface LoopConfined {
  /** Which loop, by the name in the thread table. */
  String value();
}
