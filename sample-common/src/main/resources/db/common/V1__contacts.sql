create table contact (
    node_id    varchar(64) primary key,
    name       varchar(80) not null,
    state      varchar(16) not null,
    created_at timestamp with time zone not null
);
