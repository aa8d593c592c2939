-- When what a project keeps changed last: a mark, another random number with each change, in the commit of the change. An
-- answer whose marks are still the same is what a new calculation would bring.

-- Of the events of a day (UTC).
create table day_marks (
    project_id bigint not null,
    day date not null,
    mark bigint not null
);

-- Of what belongs to no day: PERSONS (their properties, creation times and cohorts) and TYPES (of properties).
create table project_marks (
    project_id bigint not null,
    subject varchar not null,
    mark bigint not null
);

-- What is there already has marks of its own, too: no other database has the same.
insert into day_marks
    select project_id, day, cast(random() * 9007199254740992 as bigint)
    from (select distinct project_id, cast("timestamp" as date) as day from events);
insert into project_marks
    select project_id, subject, cast(random() * 9007199254740992 as bigint)
    from (select distinct project_id from persons union select distinct project_id from events)
    cross join (values ('PERSONS'), ('TYPES')) subjects (subject);
