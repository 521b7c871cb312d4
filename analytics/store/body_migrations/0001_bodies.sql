-- Bodies of calls, each part once: a blob is a message, the tools, a system prompt, an answer, a head.
CREATE TABLE blobs(
  blob_id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE,      -- keyed, of the text as it is kept
  codec INTEGER NOT NULL,         -- 0 plain, 1 zstd
  raw_len INTEGER NOT NULL,       -- bytes unpacked
  refs INTEGER NOT NULL,          -- from tails and heads
  spans BLOB,                     -- where secrets were masked: begin, length, original length, as varints; NULL: nowhere
  data BLOB NOT NULL);
-- A body is a list of blobs: the first base_count of another list, then its own.
CREATE TABLE lists(
  list_id INTEGER PRIMARY KEY AUTOINCREMENT,
  base_id INTEGER,                -- NULL: it begins by itself
  base_count INTEGER NOT NULL,
  depth INTEGER NOT NULL,         -- lists below it
  refs INTEGER NOT NULL,          -- from bodies, and lists that build on it
  tail BLOB NOT NULL);            -- blob ids, as varints
CREATE TABLE bodies(
  call_id INTEGER PRIMARY KEY,    -- as in calls.db
  is_socket INTEGER NOT NULL,
  request_flags INTEGER NOT NULL, -- 1 truncated, 2 lossy, 4 undecoded
  response_flags INTEGER NOT NULL,
  request_bytes INTEGER NOT NULL, -- before masking
  response_bytes INTEGER NOT NULL,
  request_head INTEGER NOT NULL,  -- blobs
  response_head INTEGER NOT NULL,
  request INTEGER NOT NULL,       -- lists
  response INTEGER NOT NULL,
  request_messages BLOB,          -- of a WebSocket: where each ends, as varints of the differences
  response_messages BLOB,
  arrivals BLOB);                 -- of the answer: offset and microseconds, as varints of the differences
