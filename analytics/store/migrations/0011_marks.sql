-- Schema 11: how far work that goes on in the background has come, as a call_id.
CREATE TABLE marks(name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
