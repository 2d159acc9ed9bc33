package io.holdfast.sql.function;

/** The list of areas. */
final class Builtins {
  private Builtins() {}

  static Registry registry() {
    Registry registry = new Registry();
    IntegerFunctions.register(registry);
    Comparisons.register(registry);
    TextFunctions.register(registry);
    return registry;
  }
}
