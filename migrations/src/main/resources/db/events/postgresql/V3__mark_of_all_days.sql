-- A mark for all days of a project: while it is the same, so are those of its days, of which there may be thousands.
create table all_days_marks (
    project_id bigint primary key,
    mark bigint not null
);

-- Whoever writes marks of days, or reads them, needs the same rights here.
do $$
declare
    granted record;
begin
    for granted in
        select rights.privilege_type as what,
            case when rights.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(rights.grantee)) end as whom
        from pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) rights
        where c.oid = 'day_marks'::regclass and rights.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
    loop
        execute format('grant %s on all_days_marks to %s', granted.what, granted.whom);
    end loop;
end
$$;

-- Written by the database, so that it is another whoever writes marks of days, in whatever way: releases before this one do not know of
-- it. It is a random number of its own, since other days may well have one mark in common: those of a backup have.
create function mark_all_days() returns trigger language plpgsql set search_path from current as $$
begin
    if tg_op = 'TRUNCATE' then
        update all_days_marks set mark = hashtextextended(gen_random_uuid()::text, 0);
    else
        insert into all_days_marks (project_id, mark)
            select project_id, hashtextextended(gen_random_uuid()::text, 0) from (select distinct project_id from changed) projects
            on conflict (project_id) do update set mark = excluded.mark;
    end if;
    return null;
end
$$;

create trigger mark_all_days_of_new after insert on day_marks
    referencing new table as changed for each statement execute function mark_all_days();

create trigger mark_all_days_of_changed after update on day_marks
    referencing new table as changed for each statement execute function mark_all_days();

create trigger mark_all_days_of_deleted after delete on day_marks
    referencing old table as changed for each statement execute function mark_all_days();

create trigger mark_all_days_of_all_deleted after truncate on day_marks
    for each statement execute function mark_all_days();

insert into all_days_marks (project_id, mark)
    select project_id, hashtextextended(gen_random_uuid()::text, 0) from (select distinct project_id from day_marks) projects;
