-- Counts the committed changes of what is kept here, so that one look tells whether what was read before is still current. A number is
-- the sum of its parts; a writer takes a part that no other one is at, so that none waits for another.
create table hindsight.edition (
    -- 0 for everything that is not one project's alone.
    project_id bigint not null,
    part integer not null,
    number bigint not null,
    primary key (project_id, part)
);
