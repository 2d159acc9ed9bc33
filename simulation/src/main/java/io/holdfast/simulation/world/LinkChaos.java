package io.holdfast.simulation.world;

/**
 * What a troubled network does to every message. Streams stay reliable and ordered, as on TCP: for
 * them a loss is a broken connection; only methods declared as datagrams see messages lost,
 * repeated or overtaken.
 *
 * @param extraDelayNanosMax added to the delay of each message, uniformly drawn
 * @param loss chance that a datagram is lost
 * @param duplicate chance that a datagram arrives twice
 * @param reorder chance that a datagram is held back for up to ten times the extra delay
 * @param breakage chance that a message breaks the connections between its two nodes
 * @param lostAnswer the same, of what a server sends back
 * @param damage chance that a bit of a datagram is turned over
 */
public record LinkChaos(
    long extraDelayNanosMax,
    double loss,
    double duplicate,
    double reorder,
    double breakage,
    double lostAnswer,
    double damage) {
  /** A network without trouble. */
  public static final LinkChaos NONE = new LinkChaos(0, 0, 0, 0, 0);

  /** Everything that arrives is as it was sent. */
  public LinkChaos(
      long extraDelayNanosMax, double loss, double duplicate, double reorder, double breakage) {
    this(extraDelayNanosMax, loss, duplicate, reorder, breakage, 0, 0);
  }
}
