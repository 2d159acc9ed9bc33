package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The rows of the input, each followed by the values of window functions. */
public record Window(Rel input, List<WindowCall> calls) implements Rel {
  /** Copies the list. */
  public Window {
    calls = List.copyOf(calls);
  }

  @Override
  public Shape shape() {
    List<String> names = new ArrayList<>();
    List<SqlType> types = new ArrayList<>();
    for (WindowCall call : calls) {
      names.add(call.function().name().toLowerCase(Locale.ROOT));
      types.add(call.type());
    }
    return input.shape().concat(new Shape(names, types));
  }

  @Override
  public List<Rel> inputs() {
    return Collections.singletonList(input);
  }
}
