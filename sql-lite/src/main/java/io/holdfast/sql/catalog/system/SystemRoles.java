package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogOids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The roles that every PostgreSQL 15 has; no statement makes others yet. */
final class SystemRoles {
  record Role(int oid, String name) {
    boolean superuser() {
      return oid == CatalogOids.SUPERUSER;
    }
  }

  private static final int MONITOR = 3373;

  static final List<Role> ALL =
      List.of(
          new Role(CatalogOids.SUPERUSER, "postgres"),
          new Role(CatalogOids.DATABASE_OWNER_ROLE, "pg_database_owner"),
          new Role(6181, "pg_read_all_data"),
          new Role(6182, "pg_write_all_data"),
          new Role(MONITOR, "pg_monitor"),
          new Role(3374, "pg_read_all_settings"),
          new Role(3375, "pg_read_all_stats"),
          new Role(3377, "pg_stat_scan_tables"),
          new Role(4569, "pg_read_server_files"),
          new Role(4570, "pg_write_server_files"),
          new Role(4571, "pg_execute_server_program"),
          new Role(4200, "pg_signal_backend"),
          new Role(4544, "pg_checkpoint"));

  private static final List<Integer> MONITOR_IS_MEMBER_OF = List.of(3374, 3375, 3377);

  private SystemRoles() {}

  static @Nullable Role byName(String name) {
    for (Role role : ALL) {
      if (role.name.equals(name)) {
        return role;
      }
    }
    return null;
  }

  static @Nullable Role byOid(long oid) {
    for (Role role : ALL) {
      if (role.oid == oid) {
        return role;
      }
    }
    return null;
  }

  static String nameOf(int oid) {
    Role role = byOid(oid);
    return role == null ? "unknown (OID=" + oid + ")" : role.name;
  }

  static void authid(RowSet rows, SystemContext context) {
    for (Role role : ALL) {
      attributes(rows.add(), role).set("rolconnlimit", -1);
    }
  }

  static void roles(RowSet rows, SystemContext context) {
    for (Role role : ALL) {
      attributes(rows.add(), role).set("rolpassword", "********").set("rolconnlimit", -1);
    }
  }

  private static RowSet attributes(RowSet row, Role role) {
    boolean superuser = role.superuser();
    return row.set("oid", role.oid)
        .set("rolname", role.name)
        .set("rolsuper", superuser)
        .set("rolinherit", true)
        .set("rolcreaterole", superuser)
        .set("rolcreatedb", superuser)
        .set("rolcanlogin", superuser)
        .set("rolreplication", superuser)
        .set("rolbypassrls", superuser);
  }

  static void authMembers(RowSet rows, SystemContext context) {
    for (int role : MONITOR_IS_MEMBER_OF) {
      rows.add()
          .set("roleid", role)
          .set("member", MONITOR)
          .set("grantor", CatalogOids.SUPERUSER)
          .set("admin_option", false);
    }
  }

  static void users(RowSet rows, SystemContext context) {
    for (Role role : ALL) {
      if (role.superuser()) {
        user(rows.add(), role).set("passwd", "********");
      }
    }
  }

  static void shadow(RowSet rows, SystemContext context) {
    for (Role role : ALL) {
      if (role.superuser()) {
        user(rows.add(), role);
      }
    }
  }

  private static RowSet user(RowSet row, Role role) {
    return row.set("usename", role.name)
        .set("usesysid", role.oid)
        .set("usecreatedb", true)
        .set("usesuper", true)
        .set("userepl", true)
        .set("usebypassrls", true);
  }

  static void groups(RowSet rows, SystemContext context) {
    for (Role role : ALL) {
      if (!role.superuser()) {
        rows.add().set("groname", role.name).set("grosysid", role.oid);
      }
    }
  }
}
