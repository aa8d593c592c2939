-- The tables of a cluster, to be run once before the first start, with ${cluster} replaced by the cluster's name: what starts
-- afterwards finds them and makes none. Its servers define the macros {shard} and {replica}. Events are spread over the shards by
-- their persons. All else is on every server, so that each shard finds there what belongs to its events.

-- In the order in which questions ask: of a project, some days, an event. No question reads the JSON but those that look inside
-- a property; each property's text has its place when it is written.
create table if not exists events_local on cluster ${cluster} (
    project_id Int64,
    uuid UUID,
    event LowCardinality(String),
    distinct_id String,
    person_id Int64,
    timestamp DateTime64(6, 'UTC') codec(Delta, ZSTD),
    created_at DateTime64(6, 'UTC') default now64(6) codec(Delta, ZSTD),
    properties String codec(ZSTD(3)),
    -- The texts of all properties that have no column.
    texts Map(LowCardinality(String), String) codec(ZSTD),
    p_browser LowCardinality(Nullable(String)),
    p_os LowCardinality(Nullable(String)),
    p_device_type LowCardinality(Nullable(String)),
    p_current_url Nullable(String) codec(ZSTD),
    p_pathname Nullable(String) codec(ZSTD),
    p_host LowCardinality(Nullable(String)),
    p_referring_domain LowCardinality(Nullable(String)),
    p_geoip_country_code LowCardinality(Nullable(String)),
    p_session_id Nullable(String) codec(ZSTD),
    p_lib LowCardinality(Nullable(String)),
    p_utm_source LowCardinality(Nullable(String)),
    p_utm_medium LowCardinality(Nullable(String)),
    p_utm_campaign LowCardinality(Nullable(String)),
    p_process_person_profile LowCardinality(Nullable(String)),
    -- Whether an event is stored already is asked before each insert.
    projection by_uuid (select project_id, uuid order by project_id, uuid)
)
engine = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/events_local', '{replica}')
partition by greatest(1999, least(2041, toYear(timestamp)))
order by (project_id, toDate32(timestamp), event, cityHash64(distinct_id), timestamp)
settings replicated_deduplication_window = 1000;

-- A person's events are on one shard, until persons of two shards are merged. Nothing depends on it but the balance.
create table if not exists events on cluster ${cluster} as events_local
engine = Distributed(${cluster}, currentDatabase(), events_local, cityHash64(project_id, person_id));

create table if not exists person_rows on cluster ${cluster} (
    project_id Int64,
    id Int64,
    uuid UUID,
    created_at DateTime64(6, 'UTC'),
    is_identified Bool,
    properties String codec(ZSTD(3)),
    texts Map(LowCardinality(String), String) codec(ZSTD),
    deleted Bool,
    version DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/person_rows', '{shard}-{replica}', version)
order by (project_id, id);

create view if not exists persons on cluster ${cluster} as
    select project_id, id, uuid, created_at, is_identified, properties, texts
    from person_rows final where not deleted;

-- For the few questions that look from each event at its person.
create view if not exists events_with_persons on cluster ${cluster} as
    select
        e.*,
        p.uuid as person_with_uuid,
        p.created_at as person_with_created_at,
        p.properties as person_with_properties,
        p.texts as person_with_texts
    from events e left join persons p on p.project_id = e.project_id and p.id = e.person_id;

create table if not exists distinct_id_rows on cluster ${cluster} (
    project_id Int64,
    distinct_id String,
    person_id Int64,
    version DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/distinct_id_rows', '{shard}-{replica}', version)
order by (project_id, distinct_id);

create view if not exists person_distinct_ids on cluster ${cluster} as
    select project_id, distinct_id, person_id from distinct_id_rows final;

-- Who is in which static cohort.
create table if not exists cohort_rows on cluster ${cluster} (
    project_id Int64,
    cohort_id Int32,
    person_id Int64,
    deleted Bool,
    version DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/cohort_rows', '{shard}-{replica}', version)
order by (project_id, cohort_id, person_id);

create view if not exists cohort_people on cluster ${cluster} as
    select project_id, cohort_id, person_id from cohort_rows final where not deleted;

-- What the values of a property are: learned from the events, or defined by somebody, which learning never overrides. What
-- several servers learn at once does not get lost: a property with values of two types is text.
create table if not exists type_rows on cluster ${cluster} (
    project_id Int64,
    kind LowCardinality(String),
    key String,
    type LowCardinality(String),
    defined Bool,
    version DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/type_rows', '{shard}-{replica}', version)
order by (project_id, kind, key, defined, type);

create view if not exists property_types on cluster ${cluster} as
    select
        project_id,
        kind,
        key,
        multiIf(
            max(r.defined), argMaxIf(r.type, r.version, r.defined),
            min(r.type) = max(r.type), min(r.type),
            'STRING') as type,
        max(r.defined) as defined
    from type_rows r
    group by project_id, kind, key;

-- When what a project keeps changed last: a mark, another random number with each change. Of the events of a day (UTC), or of
-- what belongs to no day: PERSONS (their properties, creation times and cohorts) and TYPES (of properties); their day is 1970.
create table if not exists mark_rows on cluster ${cluster} (
    project_id Int64,
    subject LowCardinality(String),
    day Date32,
    mark Int64,
    version DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/mark_rows', '{shard}-{replica}', version)
order by (project_id, subject, day);

-- Changes that are being written: announced before, and done after. One that never gets done has an unknown part of it stored.
create table if not exists announced_marks on cluster ${cluster} (
    project_id Int64,
    subject LowCardinality(String),
    day Date32,
    mark Int64,
    done Bool,
    announced_at DateTime64(6, 'UTC') default now64(6)
)
engine = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/announced_marks', '{shard}-{replica}', done)
order by (project_id, subject, day, mark)
ttl toDateTime(announced_at) + interval 1 day delete where done;
