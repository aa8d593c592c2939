-- What an answer was calculated from: while that stays the same, so does the answer. Null where nobody knows.
alter table hindsight.cached_result add column proof varchar(200);

-- The values of those buckets of an answer that need not be calculated again while their days stay the same.
alter table hindsight.cached_result add column buckets blob;
