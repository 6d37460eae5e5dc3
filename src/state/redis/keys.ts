/**
 * Prefix of every key and channel. The braces are a hash tag: in Redis Cluster all keys belong to one slot, and so to one shard,
 * because one step of the script uses keys of a token, of a process and of the server's memory.
 */
export const KEY_PREFIX = '{wolkvox}:';
