package io.holdfast.sql.catalog.system;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of pg_settings; parts as its columns are called. */
public record SystemSetting(
    String name,
    String setting,
    @Nullable String unit,
    String category,
    String shortDesc,
    String context,
    String vartype,
    String source,
    @Nullable String minVal,
    @Nullable String maxVal,
    @Nullable List<String> enumvals,
    @Nullable String bootVal,
    @Nullable String resetVal) {}
