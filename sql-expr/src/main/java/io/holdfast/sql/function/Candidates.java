package io.holdfast.sql.function;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The choice among declarations of one name (PostgreSQL, chapters 10.2 and 10.3). */
final class Candidates {
  /** A declaration whose parameters have been laid out for the call. */
  record Candidate(Declared declared, List<ArgType> params) {}

  private Candidates() {}

  /** Those that take so many arguments. */
  static List<Candidate> ofArity(List<Declared> declared, int arguments) {
    List<Candidate> all = new ArrayList<>();
    for (Declared one : declared) {
      List<ArgType> params = one.paramsFor(arguments);
      if (params != null) {
        all.add(new Candidate(one, params));
      }
    }
    return all;
  }

  /** The one that declares exactly these types. */
  static @Nullable Candidate exact(List<Candidate> candidates, List<SqlType> args) {
    for (Candidate candidate : candidates) {
      boolean same = true;
      for (int i = 0; i < args.size() && same; i++) {
        same = candidate.params.get(i).base() == args.get(i).base();
      }
      if (same) {
        return candidate;
      }
    }
    return null;
  }

  /** Those whose parameters the arguments can become without being asked. */
  static List<Candidate> applicable(List<Candidate> candidates, List<SqlType> args) {
    List<Candidate> fitting = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (fits(candidate, args)) {
        fitting.add(candidate);
      }
    }
    return fitting;
  }

  private static boolean fits(Candidate candidate, List<SqlType> args) {
    boolean polymorphic = false;
    for (int i = 0; i < args.size(); i++) {
      ArgType param = candidate.params.get(i);
      if (param.base() == null) {
        polymorphic |= !param.isAny();
      } else if (!Casts.canCoerce(args.get(i).base(), param.base(), CastContext.IMPLICIT)) {
        return false;
      }
    }
    return !polymorphic || Polymorphism.fits(candidate.params, args);
  }

  /** The best of several; null when there is no best. */
  static @Nullable Candidate best(List<Candidate> candidates, List<SqlType> args) {
    List<Candidate> left = mostMatches(candidates, args, false);
    if (left.size() == 1) {
      return left.get(0);
    }
    left = mostMatches(left, args, true);
    if (left.size() == 1) {
      return left.get(0);
    }
    if (args.stream().noneMatch(arg -> arg.is(BaseType.UNKNOWN))) {
      return null;
    }
    left = byUnknownCategories(left, args);
    if (left.size() == 1) {
      return left.get(0);
    }
    return assumingKnownType(left, args);
  }

  /**
   * Keeps those with most parameters of exactly the argument's type, or also of the preferred type
   * of its category.
   */
  private static List<Candidate> mostMatches(
      List<Candidate> candidates, List<SqlType> args, boolean orPreferred) {
    int most = -1;
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : candidates) {
      int matches = 0;
      for (int i = 0; i < args.size(); i++) {
        BaseType arg = args.get(i).base();
        if (arg != BaseType.UNKNOWN) {
          BaseType param = candidate.params.get(i).base();
          boolean match =
              param == arg
                  || (orPreferred
                      && param != null
                      && param.isPreferred()
                      && param.category() == arg.category());
          matches += match ? 1 : 0;
        }
      }
      if (matches > most) {
        most = matches;
        kept.clear();
      }
      if (matches == most) {
        kept.add(candidate);
      }
    }
    return kept;
  }

  /** Each literal is taken for a string if a candidate wants one, else for what all want. */
  private static List<Candidate> byUnknownCategories(
      List<Candidate> candidates, List<SqlType> args) {
    int count = args.size();
    char[] categories = new char[count];
    boolean[] preferred = new boolean[count];
    for (int i = 0; i < count; i++) {
      if (args.get(i).is(BaseType.UNKNOWN)
          && !chooseCategory(candidates, i, categories, preferred)) {
        return candidates;
      }
    }
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : candidates) {
      boolean keep = true;
      for (int i = 0; i < count && keep; i++) {
        if (args.get(i).is(BaseType.UNKNOWN)) {
          ArgType param = candidate.params.get(i);
          keep = category(param) == categories[i] && (!preferred[i] || isPreferred(param));
        }
      }
      if (keep) {
        kept.add(candidate);
      }
    }
    return kept.isEmpty() ? candidates : kept;
  }

  /** False when the candidates disagree and none wants a string. */
  private static boolean chooseCategory(
      List<Candidate> candidates, int at, char[] categories, boolean[] preferred) {
    char common = 0;
    boolean conflict = false;
    for (Candidate candidate : candidates) {
      ArgType param = candidate.params.get(at);
      char category = category(param);
      if (common == 0) {
        common = category;
        preferred[at] = isPreferred(param);
      } else if (category == common) {
        preferred[at] |= isPreferred(param);
      } else if (category == 'S') {
        common = category;
        preferred[at] = isPreferred(param);
        conflict = false;
      } else if (common != 'S') {
        conflict = true;
      }
    }
    categories[at] = common;
    return !conflict;
  }

  private static char category(ArgType param) {
    BaseType base = param.base();
    return base == null ? 'P' : base.category();
  }

  private static boolean isPreferred(ArgType param) {
    BaseType base = param.base();
    return base != null && base.isPreferred();
  }

  /** When all known arguments are of one type, the literals are taken for that type too. */
  private static @Nullable Candidate assumingKnownType(
      List<Candidate> candidates, List<SqlType> args) {
    SqlType known = null;
    for (SqlType arg : args) {
      if (!arg.is(BaseType.UNKNOWN)) {
        if (known != null && known.base() != arg.base()) {
          return null;
        }
        known = arg;
      }
    }
    if (known == null) {
      return null;
    }
    List<SqlType> assumed = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      assumed.add(known);
    }
    List<Candidate> fitting = applicable(candidates, assumed);
    return fitting.size() == 1 ? fitting.get(0) : null;
  }
}
