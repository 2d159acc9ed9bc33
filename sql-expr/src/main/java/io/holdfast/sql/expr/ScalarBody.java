package io.holdfast.sql.expr;

import org.jspecify.annotations.Nullable;

/**
 * What a function does. The two short forms exist so that operators need no argument array; the
 * interfaces below are for functions that answer null as soon as an argument is null.
 */
@FunctionalInterface
public interface ScalarBody {
  /** The value for these arguments. */
  @Nullable Object apply(EvalContext ctx, @Nullable Object[] args);

  /** The value for one argument. */
  default @Nullable Object apply1(EvalContext ctx, @Nullable Object a) {
    return apply(ctx, new @Nullable Object[] {a});
  }

  /** The value for two arguments. */
  default @Nullable Object apply2(EvalContext ctx, @Nullable Object a, @Nullable Object b) {
    return apply(ctx, new @Nullable Object[] {a, b});
  }

  /** Without arguments. */
  interface Strict0 extends ScalarBody {
    /** The value. */
    @Nullable Object call(EvalContext ctx);

    @Override
    default @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
      return call(ctx);
    }
  }

  /** One argument, never null. */
  interface Strict1 extends ScalarBody {
    /** The value. */
    @Nullable Object call(EvalContext ctx, Object a);

    @Override
    default @Nullable Object apply1(EvalContext ctx, @Nullable Object a) {
      return a == null ? null : call(ctx, a);
    }

    @Override
    default @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
      return apply1(ctx, args[0]);
    }
  }

  /** Two arguments, never null. */
  interface Strict2 extends ScalarBody {
    /** The value. */
    @Nullable Object call(EvalContext ctx, Object a, Object b);

    @Override
    default @Nullable Object apply2(EvalContext ctx, @Nullable Object a, @Nullable Object b) {
      return a == null || b == null ? null : call(ctx, a, b);
    }

    @Override
    default @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
      return apply2(ctx, args[0], args[1]);
    }
  }

  /** Three arguments, never null. */
  interface Strict3 extends ScalarBody {
    /** The value. */
    @Nullable Object call(EvalContext ctx, Object a, Object b, Object c);

    @Override
    default @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
      Object a = args[0];
      Object b = args[1];
      Object c = args[2];
      return a == null || b == null || c == null ? null : call(ctx, a, b, c);
    }
  }

  /** Any number of arguments, none null. */
  interface StrictN extends ScalarBody {
    /** The value. */
    @Nullable Object call(EvalContext ctx, Object[] args);

    @Override
    default @Nullable Object apply(EvalContext ctx, @Nullable Object[] args) {
      Object[] present = new Object[args.length];
      for (int i = 0; i < args.length; i++) {
        Object arg = args[i];
        if (arg == null) {
          return null;
        }
        present[i] = arg;
      }
      return call(ctx, present);
    }
  }
}
