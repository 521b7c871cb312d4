-- Schema 14: calls that came out of another database (tabacus import), and from where, so that each comes in once.

-- Names this database among those whose calls meet somewhere.
CREATE TABLE database_identity(id INTEGER PRIMARY KEY CHECK(id = 1), uuid TEXT NOT NULL);
INSERT INTO database_identity VALUES(1, lower(hex(randomblob(16))));

CREATE TABLE import_source(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);  -- that uuid of another
CREATE TABLE imports(
  import_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,       -- import_source.id
  file TEXT NOT NULL,               -- its name, as it was given
  imported_us INTEGER NOT NULL,
  calls INTEGER NOT NULL);
CREATE TABLE imported(
  call_id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,       -- the database that metered it
  original_id INTEGER NOT NULL,     -- its call_id there
  import_id INTEGER NOT NULL,
  UNIQUE(source_id, original_id));
-- A call that was erased may come in again.
CREATE TRIGGER imported_go_with_calls AFTER DELETE ON calls BEGIN DELETE FROM imported WHERE call_id = old.call_id; END;

CREATE VIEW v_imports AS
SELECT
  i.import_id AS import_id,
  s.name AS origin,
  i.file AS file,
  strftime('%Y-%m-%dT%H:%M:%fZ', i.imported_us / 1000 / 1000.0, 'unixepoch') AS imported_at,
  i.calls AS calls
FROM imports i LEFT JOIN import_source s ON s.id = i.source_id;

-- A row per call that was not metered here.
CREATE VIEW v_imported AS
SELECT d.call_id AS call_id, s.name AS origin, d.original_id AS original_call_id, d.import_id AS import_id
FROM imported d LEFT JOIN import_source s ON s.id = d.source_id;
