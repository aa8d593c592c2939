-- Lifecycles leave out events of nobody in particular. With an index of the others they read no row, as other questions do not; what an
-- event says of it can be longer than an entry of an index may be, so it is in none. Appends wait while the index is made, questions do
-- not. It may have been made before, without keeping anybody waiting.
create index if not exists events_of_persons on events (project_id, event, "timestamp") include (person_id)
    where coalesce(process_person_profile, '') <> 'false';
-- No question read it, and an event with a longer id of its session could not be stored.
drop index events_by_session;
