package io.holdfast.store.liveness;

import io.holdfast.simulation.script.Command;
import io.holdfast.simulation.script.ScriptTest;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two stores: L asks, F supports. Each says its own clock in milliseconds.
 *
 * <pre>
 * boot L n              boot F n           a life begins
 * ask at=T              a request leaves L; prints its number
 * reach N at=T          request N comes to F
 * answer N at=T         the answer of F to request N comes to L
 * look at=T             F takes back what is over
 * taken at=T            what L counts on
 * given                 whom F supports
 * reads alone|quorum    what L does under a promise, as it says from now on
 * gone                  L seems to be gone
 * </pre>
 */
final class LivenessScript implements ScriptTest.Interpreter {
  private static final long MILLI = 1_000_000;
  private static final long L = 1;
  private static final long F = 2;

  private final LivenessConfig config = LivenessConfig.defaults();
  private final TreeMap<Long, Long> bootOfRequest = new TreeMap<>();
  private final TreeMap<Long, Answer> answers = new TreeMap<>();
  private long boot = 1;
  private boolean covers = true;
  private PromisesTaken taken = new PromisesTaken(config);
  private PromisesGiven given = new PromisesGiven(1, config.promise().toNanos());

  private record Answer(long session, long promise, long clock) {}

  @Override
  public String run(Command command) {
    long at = command.option("at", 0L) * MILLI;
    return switch (command.name()) {
      case "boot" -> boot(command.word(0), command.number(1));
      case "ask" -> ask(at);
      case "reach" -> reach(command.number(0), at);
      case "answer" -> answer(command.number(0), at);
      case "reads" -> {
        covers = command.word(0).equals("alone");
        yield "";
      }
      case "gone" -> given.gone(L) ? "withdrawn" : "kept to its end";
      case "look" -> "withdrawn " + given.withdraw(at);
      case "given" -> "supports " + sessions();
      case "taken" -> taken(at);
      default -> throw new IllegalArgumentException(command.text());
    };
  }

  private String boot(String who, long number) {
    if (who.equals("L")) {
      boot = number;
      taken = new PromisesTaken(config);
    } else {
      given = new PromisesGiven(number, config.promise().toNanos());
    }
    return "";
  }

  private String ask(long at) {
    long number = taken.asks(F, at);
    bootOfRequest.put(number, boot);
    return "request " + number;
  }

  private String reach(long number, long at) {
    long bootOfIt = bootOfRequest.getOrDefault(number, 0L);
    PromisesGiven.@Nullable Granted granted =
        given.ask(L, bootOfIt, config.promise().toNanos(), covers, at);
    if (granted == null) {
      return "of an earlier life";
    }
    answers.put(number, new Answer(granted.session(), granted.promiseNanos(), at));
    return "promised " + granted.promiseNanos() / MILLI + " ms in " + name(granted.session());
  }

  private String answer(long number, long at) {
    Answer answer = answers.get(number);
    if (answer == null) {
      throw new IllegalArgumentException("no answer to " + number);
    }
    taken.answered(F, number, answer.session(), answer.promise(), answer.clock(), at);
    return "";
  }

  private String taken(long at) {
    PromisesTaken.@Nullable Taken promise = taken.known().get(F);
    if (promise == null || !promise.counts()) {
      return "nothing counts";
    }
    return name(promise.session())
        + " until "
        + promise.until() / MILLI
        + (promise.until() > at ? "" : ", which is over");
  }

  private String sessions() {
    StringBuilder text = new StringBuilder();
    given.sessions().forEach((store, session) -> text.append(name(session)));
    return text.isEmpty() ? "nobody" : text.toString();
  }

  private static String name(long session) {
    return "session " + (session >> 32) + "." + (session & 0xffffffffL);
  }
}
