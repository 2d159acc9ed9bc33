package io.holdfast.endtoend.planted;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.simulation.world.SimWorld;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** What {@link ConfinedSources} puts at the beginning of every method of a confined class. */
public final class Confinement {
  private Confinement() {}

  /**
   * The loop that touches an object first owns it from then on, unless the object is a constant of
   * its class. Answers the owner.
   *
   * @param owner so far; null for none
   */
  public static @Nullable Object enter(
      Object self, @Nullable Object owner, String method, String loop) {
    Object actor = SimWorld.actorHere();
    if (actor == null) {
      return owner; // It is being built, or looked at between two turns.
    }
    if (owner != null && owner != actor && !isConstant(self)) {
      throw Invariant.unreachable(
          "X8 state of a loop touched from outside it method="
              + method
              + " confined to="
              + loop
              + " owner="
              + owner
              + " by="
              + actor);
    }
    return actor;
  }

  private static boolean isConstant(Object self) {
    for (Field field : self.getClass().getDeclaredFields()) {
      int flags = field.getModifiers();
      if (Modifier.isStatic(flags) && Modifier.isFinal(flags)) {
        field.setAccessible(true);
        try {
          if (field.get(null) == self) {
            return true;
          }
        } catch (IllegalAccessException e) {
          throw Invariant.unreachable("A field that was made accessible is not: " + field);
        }
      }
    }
    return false;
  }
}
