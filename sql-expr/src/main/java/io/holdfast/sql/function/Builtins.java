package io.holdfast.sql.function;

/** The list of areas. */
final class Builtins {
  private Builtins() {}

  static Registry registry() {
    Registry registry = new Registry();
    IntegerFunctions.register(registry);
    NumericFunctions.register(registry);
    FloatFunctions.register(registry);
    DegreeFunctions.register(registry);
    Comparisons.register(registry);
    TextFunctions.register(registry);
    TextSlices.register(registry);
    TextFormats.register(registry);
    LikeFunctions.register(registry);
    Patterns.register(registry);
    PatternPlaces.register(registry);
    DateTimeFunctions.register(registry);
    TimeFields.register(registry);
    TimeTruncation.register(registry);
    TimeSpans.register(registry);
    Clocks.register(registry);
    DateWriter.register(registry);
    DateReader.register(registry);
    NumberTemplate.register(registry);
    ArrayFunctions.register(registry);
    SetFunctions.register(registry);
    Aggregates.register(registry);
    Regressions.register(registry);
    SystemFunctions.register(registry);
    return registry;
  }
}
