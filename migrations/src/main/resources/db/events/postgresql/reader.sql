-- The role that questions are asked as: it may read these tables, and sees only the rows of the project that the transaction names.
-- Nobody else's rights change: whoever may read a table still sees all of it. Run at each start, since the rights to make the role may
-- come after the tables; does nothing where all of it is there, and nothing but say so where the rights are missing.
do $$
declare
    readable text;
begin
    -- The role belongs to the server, the rest to this database: neither is made twice at once.
    perform pg_advisory_xact_lock(7241937);
    if not exists (select from pg_roles where rolname = 'hindsight_reader') then
        begin
            create role hindsight_reader nologin;
        exception when duplicate_object or unique_violation then
            null; -- for another database of this server, at the same time
        end;
    end if;
    if not pg_has_role('hindsight_reader',
            case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end) then
        execute format('grant hindsight_reader to %I', current_user);
    end if;
    if not has_schema_privilege('hindsight_reader', 'hindsight_events', 'usage') then
        grant usage on schema hindsight_events to hindsight_reader;
    end if;
    foreach readable in array array['events', 'persons', 'person_distinct_ids', 'cohort_people'] loop
        continue when exists (
            select from pg_policies
            where schemaname = 'hindsight_events' and tablename = readable and policyname = 'questions_of_one_project');
        -- Long questions of other nodes end first; the next start tries again where they take too long.
        perform set_config('lock_timeout', '10s', true);
        execute format('grant select on hindsight_events.%I to hindsight_reader', readable);
        execute format('create policy everything on hindsight_events.%I using (true)', readable);
        execute format(
            'create policy questions_of_one_project on hindsight_events.%I as restrictive for select to hindsight_reader '
                || 'using (project_id = current_setting(''hindsight.project'')::bigint)',
            readable);
        execute format('alter table hindsight_events.%I enable row level security', readable);
    end loop;
exception when insufficient_privilege or lock_not_available or read_only_sql_transaction then
    raise notice 'questions are asked without a role of their own: %', sqlerrm;
end
$$;
