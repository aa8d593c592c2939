-- Who has signed in to the console with a personal API key, of which a session has the rights and no more. The session's own
-- secret is known to the browser alone. It ends with its key, also when that gets another secret.
create table hindsight.console_session (
    secure_value varchar(80) primary key,
    api_key_id varchar(36) not null references hindsight.api_key (id) on delete cascade,
    key_secure_value varchar(80) not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null
);

create index console_session_key on hindsight.console_session (api_key_id);
create index console_session_expiry on hindsight.console_session (expires_at);
