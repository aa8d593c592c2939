-- Counts the committed changes of what is kept here, so that one look tells whether what was read before is still current.
create table hindsight.edition (
    -- 0 for everything that is not one project's alone.
    project_id bigint primary key,
    number bigint not null
);

insert into hindsight.edition (project_id, number) values (0, 0);
