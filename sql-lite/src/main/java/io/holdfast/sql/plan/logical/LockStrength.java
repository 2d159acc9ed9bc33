package io.holdfast.sql.plan.logical;

/** How strongly a SELECT locks rows, weakest first. */
public enum LockStrength {
  KEY_SHARE,
  SHARE,
  NO_KEY_UPDATE,
  UPDATE
}
