package io.holdfast.bench.hot;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;

/** Which of so many keys is asked for next. */
public enum KeyChoice {
  /** Each as often as any other. */
  UNIFORM {
    @Override
    ToIntFunction<SplittableRandom> among(int keys) {
      return random -> random.nextInt(keys);
    }
  },
  /** A few of them most of the time, as with users and goods; the popular ones lie scattered. */
  ZIPFIAN {
    @Override
    ToIntFunction<SplittableRandom> among(int keys) {
      Zipfian ranks = new Zipfian(keys, Zipfian.THETA);
      long step = Scatter.stepAmong(keys);
      return random -> (int) (ranks.next(random) * step % keys);
    }
  };

  /** A choice among that many keys from 0 on; any thread, each with a randomness of its own. */
  abstract ToIntFunction<SplittableRandom> among(int keys);

  /** Name in results. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
