package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Statements whose syntax PostgreSQL accepts. */
class AcceptedStatementsTest {
  private static final String STATEMENTS =
      """
      select 1
      select
      select .5, 1., 1.e5, 1e-5
      select (array[1,2,3])[1]
      select 1 and
      select 1 or
      select 1 isnull
      select 1 in
      select 1 is null is null
      select 1 between 2 and 3 and true
      select true = not false
      select - - 1, -2147483648, -(-5)
      select 2 ^ -1, -2 ^ 2
      select 1::int4::text
      select -1::text
      select not true is null
      (select 1) union select 2 order by 1
      select * from (select 1) x(a), lateral (select 2) y
      select * from a join b on true join c using (x) cross join d natural join e
      select * from a join b join c on true on true
      select * from (a join b on true) x
      select * from ((select 1) union (select 2)) x
      select * from ((select 1) x join b on true)
      select ((select 1)), ((select 1) + 1), ((select 1) union (select 2))
      select (1,2) = (3,4), row(1), row()
      select interval '1' year to month, interval '1' day to second(3), interval(3) '1s', interval '1 day'
      select timestamp with time zone '2020-01-01', time(3) '10:00', date '2020-01-01', float8 '1.5'
      select double precision '1.5', character varying(3) 'abc', char 'a', national character varying(2) 'a'
      select cast('1' as numeric(10,2)), '1'::varchar(10)[], '{}'::int[][], '{1}'::int array[4]
      select extract(year from now()), position('a' in 'abc'), substring('abc' from 2 for 1), overlay('abc' placing 'x' from 2), trim(both 'x' from 'xax'), trim('a'), trim(leading from 'a')
      select current_date, current_timestamp(3), localtime, user, current_schema, current_schema()
      select count(*), count(distinct a) filter (where b > 1), sum(x) over (partition by y order by z rows between unbounded preceding and current row), rank() within group (order by a) from t
      select f(a => 1, b := 2), f(variadic array[1])
      select a operator(pg_catalog.+) b, @ a, a @> b, a -> b ->> c from t
      select 1 from t for update of t nowait for share skip locked
      with recursive x(n) as (values (1) union all select n+1 from x where n < 10) select * from x
      table t
      values (1,2), (3,4) order by 1 limit 1
      insert into t values (1, default), (2, 3)
      insert into t (a, b) select 1, 2 on conflict (a) do update set b = excluded.b where t.a > 1 returning *
      insert into t default values
      insert into t as x (a) overriding system value values (1)
      insert into t (select 1)
      update t set a = 1, (b, c) = (1, 2), (d, e) = (select 1, 2) from u where t.x = u.x returning t.*
      update t set a = default where current of c
      delete from t using u where t.a = u.a returning a as b
      create table t (a int primary key, b varchar(10) not null default 'x' || 'y', c numeric(10,2) check (c > 0), d int references u (x) on delete cascade on update set null, constraint k unique (a, b), foreign key (a) references z) with (fillfactor=100)
      create table if not exists s.t (like x including all)
      create temp table t on commit drop as select 1
      create table t (a) as select 1 with no data
      create table t (a int generated always as identity (start with 5 increment 2), b int generated always as (a + 1) stored, c serial)
      drop table if exists a, b.c cascade
      truncate a, only b restart identity cascade
      alter table t add primary key (a), add column if not exists b int, drop column c cascade, alter d set default 1, alter e drop not null, alter f type text using f::text
      alter table only t add constraint k foreign key (a) references u(b) not valid
      alter table t rename to u
      alter table t rename column a to b
      alter table t owner to postgres
      alter table t set schema s
      create unique index concurrently if not exists i on t using btree (a desc nulls last, lower(b) text_pattern_ops, (a+b)) include (c) where a > 1
      create index on t (a)
      drop index i
      create or replace view v (a) as select 1 with check option
      create sequence s as bigint start with 1 increment by 2 no maxvalue cache 10 owned by t.a
      comment on table t is 'x'
      comment on column t.a is null
      grant select, insert on t to public with grant option
      revoke all privileges on all tables in schema s from x cascade
      begin
      begin isolation level serializable, read only, not deferrable
      start transaction read write isolation level repeatable read
      commit and chain
      end
      rollback to savepoint x
      release x
      savepoint x
      set x to 1
      set session x = 'a', b
      set local a.b to default
      set time zone 'UTC'
      set time zone interval '1' hour
      set transaction isolation level read committed
      set session characteristics as transaction read only
      set names 'UTF8'
      show all
      show transaction isolation level
      show time zone
      reset all
      discard all
      copy t from stdin
      copy t (a, b) from stdin with (format csv, header true, freeze on, force_null (a), delimiter ',')
      copy t from stdin with csv header delimiter as ',' null ''
      copy (select 1) to stdout
      copy t to stdout binary
      prepare p (int, text) as select $1
      execute p (1, 'x')
      deallocate all
      deallocate prepare p
      declare c no scroll cursor with hold for select 1
      fetch all from c
      fetch 5 c
      fetch next in c
      move backward 3 from c
      close c
      explain (analyze, costs off, format json) select 1
      explain analyze verbose select 1
      explain (select 1)
      vacuum analyze t
      vacuum (analyze, verbose) t (a), u
      vacuum full freeze verbose analyze
      analyze t
      lock table t in access exclusive mode nowait
      checkpoint
      do $$begin end$$
      listen x
      notify x, 'y'
      unlisten *
      create function f() returns int as 'select 1' language sql
      create role x
      select * from generate_series(1, 10) with ordinality as a(b, c), unnest(array[1]) u, rows from (f(1), g(2) as (x int)) r
      select * from json_to_record('{}') as x(a int, b text)
      select distinct on (a, b) c from t group by grouping sets ((a), (b, c), ()), rollup (a), cube (b)
      select a[1], a[1:2], a[:], a[1].b, (a).b.c, (a).*, t.*, s.t.*, * from t
      select a.* from t
      select case when a then b else c end, case a when 1 then 2 end
      select a is distinct from b, a is not distinct from b, a is not null, a is unknown
      select a at time zone 'UTC' at time zone 'x' collate "C" from t
      select a = any (array[1]), a <> all (select 1), a like any (array['x']), a in (select 1)
      select (date '2020-01-01', date '2020-01-02') overlaps (date '2020-01-01', interval '1 day')
      select a from t fetch first 5 rows only
      create database x encoding 'UTF8' owner = postgres
      drop database if exists x with (force)
      create schema if not exists s authorization postgres
      select 1 as select, 2 as "from"
      select !! 5
      select 1 ~~~ 2, a || b, a <-> b
      select @-1, a=-1
      select a.b.c.d.e from t
      select grouping(a), coalesce(a, 1), nullif(a, b), greatest(1,2), least(1)
      select coalesce from t
      select x from t where a between symmetric 1 and 2 and b not between 3 and 4 or c not like 'x' escape '!' and d similar to 'y'
      create table t (a int default 1 + 2 not null)
      select count(*) from t having count(*) > 1 window w as (partition by a)
      merge into t using u on true when matched then delete
      select from t where exists (select 1) and not exists (select)
      select 1 into x from t
      select 1 where true order by 1 using <
      select $1, $2::int
      create table t (a int) inherits (b)
      create table t (a int) partition by range (a)
      create extension x
      create or replace function f() returns int
      refresh materialized view x
      set role none
      set session authorization default
      set schema 'x'
      set xmloption to document
      call f(1)
      alter sequence s restart with 5
      alter sequence s owned by none
      alter database x set y to 1
      alter user x
      alter system set x = 1
      alter foreign table x add y int
      alter table t enable row level security
      alter table t alter a set statistics 100
      select (select 1).x, (select 1)[1]
      """;

  @Test
  void everyStatementHasATree() {
    for (String sql : STATEMENTS.lines().toList()) {
      assertThat(Parser.parse(sql)).as(sql).hasSize(1);
    }
  }
}
