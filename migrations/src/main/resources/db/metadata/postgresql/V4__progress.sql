-- How far the engine has come with a calculation; null where nobody knows.
alter table hindsight.query_run add column rows_read bigint;
alter table hindsight.query_run add column rows_total bigint;
