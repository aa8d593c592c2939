-- The mark of the last change of any day of a project: while it is the same, so are those of its days, of which there may be thousands.
create table all_days_marks (
    project_id bigint primary key,
    mark bigint not null
);

-- Written by the database, so that it is right whoever writes marks of days: releases before this one do not know of it.
create function mark_all_days() returns trigger language plpgsql set search_path from current as $$
begin
    insert into all_days_marks (project_id, mark)
        select project_id, max(mark) from changed group by project_id
        on conflict (project_id) do update set mark = excluded.mark;
    return null;
end
$$;

create trigger mark_all_days_of_new after insert on day_marks
    referencing new table as changed for each statement execute function mark_all_days();

create trigger mark_all_days_of_changed after update on day_marks
    referencing new table as changed for each statement execute function mark_all_days();

insert into all_days_marks (project_id, mark) select project_id, max(mark) from day_marks group by project_id;
