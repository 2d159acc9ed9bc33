package io.holdfast.sql.parse.ast;

/** One statement of SQL. */
public sealed interface Statement extends Node
    permits DmlStatement, DdlStatement, UtilityStatement {}
