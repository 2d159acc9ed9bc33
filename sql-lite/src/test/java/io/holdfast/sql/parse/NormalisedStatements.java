package io.holdfast.sql.parse;

import java.util.List;

/** Statements with literals in all kinds of places. */
final class NormalisedStatements {
  static final List<String> ALL =
      """
      UPDATE pgbench_accounts SET abalance = abalance + -4471 WHERE aid = 12345
      INSERT INTO h (tid, bid, mtime) VALUES (1, 2, CURRENT_TIMESTAMP), (3, default, current_timestamp(3))
      select 'a', E'b\\n', $$c$$, U&'\\0061', B'1', x'1', n'abc', 1, 1.5, 5000000000, null, true
      select -5, - 5, +5, -2147483648, -9223372036854775808, 2147483648, 1 - 2, -(-3), 2 ^ -1
      select a from t where b in (1, 2, 3) and c like 'x%' escape '!' and d between 1 and 2 order by 1, a + 5 limit 5 offset 2
      select count(*) filter (where a > 5), sum(b * 2) from t where x = 1 group by c having sum(b) > 10 order by 2 desc
      select a % 10, count(*) from t where b = 'x' group by a % 10
      select distinct on (a, b + 1) c || 'x' from t where d = 5 order by a, b + 1
      select a is distinct from 5, a is not distinct from 6 from t
      select x::numeric(10,2), cast('5' as varchar(10)), '1'::int[3][4], y::timestamp(3) with time zone, z::interval second(2) from t where a = 5
      select numeric(10,2) '1.5', varchar(3) 'abc', bpchar(5) 'x', float8 '1.5', date '2020-01-01', interval '1' day to second(3), interval(2) '1 s'
      select extract('year' from x), extract(year from y), position('a' in 'b'), substring(c from 2 for 3), overlay('abc' placing 'x' from 1 for 2), trim(both 'x' from d) from t
      select case a when 1 then 'x' else 'y' end, coalesce(a, 0), nullif(b, ''), greatest(1, 2.5), array[1, 2], row(1, 'a'), a[1], a[1:2], (f(3)).x
      with q as (select 1 as a, 'x' as b), w(c) as (values (1), (2)) select * from q, w where a = 5 union all select 3, 'y', 4 order by 1 fetch first 5 rows only
      with recursive n(x) as (values (1) union all select x + 1 from n where x < 10) select x from n limit 10
      select * from generate_series(1, 10) g(x), f(2, 'y') as t(a bpchar(5), b numeric(3, 1), c int), lateral (select 5 where x = 1) z where z.a = 3
      select a, rank() over (partition by b + 1 order by c + 2 rows between 5 preceding and current row) from t window w as (order by d + 3)
      select string_agg(a, ',' order by b + 1), percentile_cont(0.5) within group (order by c) from t where d = 1
      select string_agg(distinct a, ',' order by a) from t where d = 1
      insert into t (a, b) select 1, c from u where d = 'x' order by 1 limit 3 returning a + 1
      insert into t values (1, 'x') on conflict (a, (b || 'y')) where c > 5 do update set b = excluded.b || 'z' where t.a > 6 returning 7
      insert into t values (1) on conflict do nothing returning 'x'
      update t set a = 5, (b, c) = (6, 'x'), d = (select 7 from u where v = 8) from w where t.x = 9 returning 10
      delete from t using u where t.a = u.a and t.b = 'x' returning a || 'y'
      select a from t join u on t.a = u.a + 1 and u.b = 'q' left join v using (c) where exists (select 1 from w where d = 5) for update
      select a = any ('{1,2}'), b <> all (array[1, 2]), c in (select 5 from t where d = 6), (1, 2) = (a, b) from t
      select a from t where b = 1 group by grouping sets ((a, 1), rollup (a || 'x'), ())
      select (select 5), (select distinct 6), array(select 7 order by 1), exists (select 8)
      select a::text || 'x' as b, 5 c from t where d::int = 5 and e::varchar = 'y'
      select a operator(pg_catalog.+) 5, b at time zone 'UTC', c collate "C" || 'x', -d, @ -5 from t
      select f(a => 5, b := 'x'), g(variadic array[1, 2]), h(all 5), current_date - 5, localtime(2)
      values (1, 'a'), (2, 'b') order by 1 limit 1
      select cast(a as char(5)), cast(5 as int), cast('x' as text) || 'y', treat from t where b = 5
      select 1 from t where a = 'x'
      select x from t where (((a = 5))) and ((b, 6)) in ((1, 2)) order by (1), (a + 2), (select 3)
      select a from (select distinct b as a from t where c = 5 order by b) s where a > 6 union (select 7 order by 1 limit 1)
      """
          .lines()
          .toList();

  private NormalisedStatements() {}
}
