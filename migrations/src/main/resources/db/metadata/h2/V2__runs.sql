-- Calculations: one row for each question that is calculated, or was within the last day. Whoever calculates it owns the row
-- for as long as its beat goes up.

drop table hindsight.query_run;

create table hindsight.query_run (
    project_id bigint not null references hindsight.project (id),
    cache_key varchar(64) not null,
    state varchar(10) not null,
    -- Whether somebody left it to the background; then with the question.
    background boolean not null,
    question text,
    asked_by bigint references hindsight.account (id),
    attempts integer not null,
    -- Of the owner: another one for each time that the question is calculated.
    token varchar(36) not null,
    node varchar(36) not null,
    beat bigint not null,
    stop_wanted boolean not null,
    requested_at timestamp(6) with time zone not null,
    started_at timestamp(6) with time zone,
    ended_at timestamp(6) with time zone,
    expires_at timestamp(6) with time zone not null,
    failure varchar(20),
    error_code varchar(100),
    error_detail text,
    error_attr varchar(400),
    primary key (project_id, cache_key)
);

create index query_run_state on hindsight.query_run (state);
create index query_run_expiry on hindsight.query_run (expires_at);

-- What callers call a question that they asked, so that they can ask for its status and stop it.
create table hindsight.query_ticket (
    project_id bigint not null references hindsight.project (id),
    id varchar(128) not null,
    cache_key varchar(64) not null,
    user_id bigint not null references hindsight.account (id),
    stop_wanted boolean not null,
    expires_at timestamp(6) with time zone not null,
    primary key (project_id, id)
);

create index query_ticket_expiry on hindsight.query_ticket (expires_at);

-- What the scheduler has to do, in the form that it prescribes.
create table hindsight.scheduled_task (
    task_name varchar(100) not null,
    task_instance varchar(200) not null,
    task_data blob,
    execution_time timestamp(6) with time zone not null,
    picked boolean not null,
    picked_by varchar(100),
    last_success timestamp(6) with time zone,
    last_failure timestamp(6) with time zone,
    consecutive_failures integer,
    last_heartbeat timestamp(6) with time zone,
    version bigint not null,
    primary key (task_name, task_instance)
);

create index scheduled_task_execution_time on hindsight.scheduled_task (execution_time);
create index scheduled_task_last_heartbeat on hindsight.scheduled_task (last_heartbeat);

-- When somebody read an answer last, give or take an hour: the project's budget is made room in from the other end.
alter table hindsight.cached_result add column read_at timestamp(6) with time zone;
update hindsight.cached_result set read_at = written_at;
alter table hindsight.cached_result alter column read_at set not null;
