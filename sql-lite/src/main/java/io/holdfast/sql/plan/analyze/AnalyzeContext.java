package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the meaning of a statement depends on besides its text.
 *
 * @param catalog the state of the catalogue
 * @param searchPath schemas for names without one; pg_catalog comes first unless it is in there
 * @param constants settings and session for literals that get their value while analysing
 * @param declaredParameters types of {@code $1}, ... that the client has fixed; null (or a shorter
 *     list) leaves them open
 * @param liftedLiterals how many literals the normaliser has lifted: those with a slot below become
 *     parameters {@code 0 ..} in front of {@code $1}; 0: every literal is a constant
 */
public record AnalyzeContext(
    CatalogSnapshot catalog,
    List<String> searchPath,
    EvalContext constants,
    List<@Nullable SqlType> declaredParameters,
    int liftedLiterals) {
  /** Copies the lists. */
  public AnalyzeContext {
    searchPath = List.copyOf(searchPath);
    declaredParameters = Collections.unmodifiableList(new ArrayList<>(declaredParameters));
  }

  /** The setting transform_null_equals: {@code x = NULL} asks whether x is null. */
  boolean nullEqualsNull() {
    return "on".equals(constants.session().setting("transform_null_equals"));
  }

  /** The same with every literal a constant. */
  AnalyzeContext withoutLifting() {
    return new AnalyzeContext(catalog, searchPath, constants, declaredParameters, 0);
  }
}
