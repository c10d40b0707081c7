// INFO as servers of several ages tell it, cut to what matters around the fields that are read.

/** A source of the oldest version that AWS accepts: no replication id, no server name. */
export const redis28Master = `# Server
redis_version:2.8.21
redis_git_sha1:00000000
redis_mode:standalone
run_id:3c1f0f3a6d1c4b1a9b1e6d2f7a8c9e0d1f2a3b4c
tcp_port:6379

# Memory
used_memory:1048576

# Persistence
loading:0

# Replication
role:master
connected_slaves:1
slave0:ip=10.1.0.5,port=6379,state=online,offset=4711,lag=0
master_repl_offset:4711
repl_backlog_active:1

# Keyspace
db0:keys=12,expires=3,avg_ttl=0
db3:keys=5,expires=0,avg_ttl=0
`;

/** A replica that receives a snapshot from disk: it tells how much of how much. */
export const redis62Receiving = `# Server
redis_version:6.2.14
redis_mode:standalone
uptime_in_seconds:86400
run_id:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

# Persistence
loading:0
async_loading:0

# Memory
used_memory:2097152

# Replication
role:slave
master_host:10.0.0.241
master_port:6379
master_link_status:down
master_last_io_seconds_ago:0
master_sync_in_progress:1
slave_read_repl_offset:1
slave_repl_offset:0
master_sync_total_bytes:90000000
master_sync_read_bytes:4500000
master_sync_left_bytes:85500000
master_sync_perc:5.00
slave_priority:100
connected_slaves:1
master_replid:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
master_replid2:0000000000000000000000000000000000000000
master_repl_offset:0

# Cluster
cluster_enabled:0

# Keyspace
`;

/** The same from a diskless source: total 0, and a rest below nothing. */
export const redis70Diskless = redis62Receiving
  .replace("redis_version:6.2.14", "redis_version:7.0.15")
  .replace("master_sync_total_bytes:90000000", "master_sync_total_bytes:0")
  .replace("master_sync_read_bytes:4500000", "master_sync_read_bytes:7654321")
  .replace("master_sync_left_bytes:85500000", "master_sync_left_bytes:-7654321");

/** A replica that is linked, of a server that speaks with CRLF as all do on the wire. */
export const redis70Linked = `# Server
redis_version:7.0.15
run_id:cccccccccccccccccccccccccccccccccccccccc

# Persistence
loading:0
async_loading:0

# Memory
used_memory:3145728

# Replication
role:slave
master_host:10.0.0.241
master_port:6379
master_link_status:up
master_last_io_seconds_ago:4
master_sync_in_progress:0
slave_read_repl_offset:987700
slave_repl_offset:987654
master_replid:dddddddddddddddddddddddddddddddddddddddd
master_replid2:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
master_repl_offset:987654
second_repl_offset:41

# Cluster
cluster_enabled:1

# Keyspace
db0:keys=7,expires=7,avg_ttl=1000
`.replaceAll("\n", "\r\n");

/** A source with one replica that waits for its snapshot and one that follows. */
export const redis70Saving = `# Server
redis_version:7.0.15
run_id:cccccccccccccccccccccccccccccccccccccccc

# Memory
used_memory:3145728

# Persistence
loading:0
current_save_keys_processed:1200
current_save_keys_total:50000
rdb_bgsave_in_progress:1

# Stats
sync_full:3
sync_partial_ok:1
sync_partial_err:2

# Replication
role:master
connected_slaves:2
slave0:ip=10.1.0.5,port=6379,state=wait_bgsave,offset=0,lag=0
slave1:ip=10.1.0.6,port=6380,state=online,offset=900,lag=1
master_replid:dddddddddddddddddddddddddddddddddddddddd
master_replid2:0000000000000000000000000000000000000000
master_repl_offset:987654
second_repl_offset:-1

# Keyspace
db0:keys=50000,expires=7,avg_ttl=1000
`;

/** Valkey keeps the old names and freezes redis_version. */
export const valkey9Master = `# Server
server_name:valkey
valkey_version:9.1.0
valkey_release_stage:ga
redis_version:7.2.4
server_mode:standalone
run_id:ffffffffffffffffffffffffffffffffffffffff

# Memory
used_memory:4194304

# Persistence
loading:1
async_loading:0

# Replication
role:master
connected_slaves:2
replicas_waiting_psync:0
slave0:ip=10.1.0.5,port=6379,state=online,offset=99,lag=0,type=replica
master_replid:1111111111111111111111111111111111111111
master_replid2:0000000000000000000000000000000000000000
master_repl_offset:100
second_repl_offset:-1

# Keyspace
db0:keys=3,expires=0,avg_ttl=0,keys_with_volatile_items=0
`;
