-- Run by after-restore.sh in one transaction, with the table known (pet_id); docs/operations/restore.md says why. The
-- versions after the chosen moment are lost, but callers and caches still hold them under their numbers, and
-- /clusters/{version} never changes: so no number that may have been handed out may be handed out again.

-- The workers have to be stopped; one that was forgotten waits here instead of writing under an old number.
LOCK TABLE pets IN SHARE ROW EXCLUSIVE MODE;

CREATE FUNCTION pg_temp.uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE
RETURN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid;

-- No pet gets a thousand versions a second, so the milliseconds since 2020 are above every number that was
-- handed out, after an earlier restore as well.
SELECT (extract(epoch FROM clock_timestamp() - timestamptz '2020-01-01 00:00:00+00') * 1000)::bigint AS raised \gset
SELECT set_config('after_restore.raised', :'raised', true) \gset
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pets WHERE latest_version >= current_setting('after_restore.raised')::bigint) THEN
    RAISE EXCEPTION 'A version has a number above the clock: the clock of the server is behind. Nothing was changed.';
  END IF;
END $$;
UPDATE pets SET latest_version = :raised WHERE latest_cluster_id IS NOT NULL;

-- Pets that had no version at the chosen moment may have got one since. A head needs a version, so they get an empty one.
INSERT INTO pets (pet_id) SELECT DISTINCT pet_id FROM known ON CONFLICT (pet_id) DO NOTHING;
CREATE TEMP TABLE placed ON COMMIT DROP AS
  SELECT pet_id, pg_temp.uuid_v7() AS cluster_id, clock_timestamp() AS created_at FROM pets WHERE latest_cluster_id IS NULL;
INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at)
  SELECT cluster_id, pet_id, :raised, 0, 0,
         '{"coverage":null,"silhouette":null,"cohesion":null,"noise_count":0,"average_quality":null}', 'none', decode(repeat('00', 32), 'hex'), created_at
  FROM placed;
INSERT INTO cluster_snapshots (cluster_id, encoding, created_at, payload)
  SELECT cluster_id, 'identity', created_at, convert_to(format(
           '{"pet_id":"%s","version":%s,"created_at":"%s","algorithm":"none","cluster_count":0,"image_count":0,'
           '"metrics":{"coverage":null,"silhouette":null,"cohesion":null,"noise_count":0,"average_quality":null},"clusters":[],"noise":[]}',
           pet_id, :raised, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')
  FROM placed;
UPDATE pets p SET latest_version = :raised, latest_cluster_id = placed.cluster_id, updated_at = placed.created_at
  FROM placed WHERE placed.pet_id = p.pet_id;

-- Cached bodies of lost versions are older than the raised heads: the relay removes those that a flush of the cache missed.
INSERT INTO cache_outbox (pet_id, version) SELECT pet_id, latest_version FROM pets ON CONFLICT DO NOTHING;

-- A new version for every pet gives the raised heads versions of their own. Real requests go first.
UPDATE cluster_jobs SET force = true WHERE status = 'queued';
UPDATE cluster_jobs SET rerun = true, rerun_force = true WHERE status = 'processing';
INSERT INTO cluster_jobs (id, pet_id, status, priority, reason, force)
  SELECT pg_temp.uuid_v7(), pet_id, 'queued', -100, 'restore', true FROM pets p
  WHERE NOT EXISTS (SELECT 1 FROM cluster_jobs j WHERE j.pet_id = p.pet_id AND j.status IN ('queued', 'processing'));
NOTIFY cluster_jobs;

SELECT count(*) || ' pets raised to ' || :raised || ', ' || (SELECT count(*) FROM placed) || ' of them had no version' FROM pets;
