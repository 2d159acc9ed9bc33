package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Aggregates over pairs of numbers: covariance, correlation and the line of least squares. */
final class Regressions {
  private Regressions() {}

  static void register(Registry r) {
    r.aggregate("regr_count(float8, float8) int8", () -> new Pairs(pairs -> pairs.count));
    Map<String, Function<Pairs, @Nullable Object>> forms = new LinkedHashMap<>();
    forms.put("regr_sxx", pairs -> pairs.xx);
    forms.put("regr_syy", pairs -> pairs.yy);
    forms.put("regr_sxy", pairs -> pairs.xy);
    forms.put("regr_avgx", pairs -> pairs.sumX / pairs.count);
    forms.put("regr_avgy", pairs -> pairs.sumY / pairs.count);
    forms.put("covar_pop", pairs -> pairs.xy / pairs.count);
    forms.put("covar_samp", pairs -> pairs.count < 2 ? null : pairs.xy / (pairs.count - 1));
    forms.put(
        "corr",
        pairs -> pairs.xx == 0 || pairs.yy == 0 ? null : pairs.xy / Math.sqrt(pairs.xx * pairs.yy));
    forms.put(
        "regr_r2",
        pairs ->
            pairs.xx == 0
                ? null
                : pairs.yy == 0 ? 1.0 : pairs.xy * pairs.xy / (pairs.xx * pairs.yy));
    forms.put("regr_slope", pairs -> pairs.xx == 0 ? null : pairs.xy / pairs.xx);
    forms.put(
        "regr_intercept",
        pairs ->
            pairs.xx == 0 ? null : (pairs.sumY - pairs.sumX * pairs.xy / pairs.xx) / pairs.count);
    forms.forEach(
        (name, form) ->
            r.aggregate(
                name + "(float8, float8) float8",
                () -> new Pairs(pairs -> pairs.count == 0 ? null : form.apply(pairs))));
  }

  /** Sums, and sums of products of the distances from the averages, kept as values come. */
  private static final class Pairs implements Accumulator {
    private final Function<Pairs, @Nullable Object> form;
    private long count;
    private double sumX;
    private double sumY;
    private double xx;
    private double yy;
    private double xy;

    Pairs(Function<Pairs, @Nullable Object> form) {
      this.form = form;
    }

    @Override
    public void add(EvalContext ctx, @Nullable Object[] args) {
      if (!(args[0] instanceof Double y) || !(args[1] instanceof Double x)) {
        return;
      }
      count++;
      sumX += x;
      sumY += y;
      if (count > 1) {
        double offX = x * count - sumX;
        double offY = y * count - sumY;
        double scale = 1.0 / (count * (double) (count - 1));
        xx += offX * offX * scale;
        yy += offY * offY * scale;
        xy += offX * offY * scale;
      }
    }

    @Override
    public @Nullable Object result(EvalContext ctx) {
      return form.apply(this);
    }
  }
}
