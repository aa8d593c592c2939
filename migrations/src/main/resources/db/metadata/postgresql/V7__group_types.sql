-- The names of a project's types of groups as a JSON list: the first is the type with index 0, whose groups events name in $group_0.
alter table hindsight.project add column group_types text default '[]' not null;
