-- One snapshot for all statements, so that writers do not disturb. A row's text is the same on every release of Postgres, and
-- the sum of the rows' hashes knows no order and needs no memory.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL statement_timeout = 0;

SELECT format('SELECT %L, count(*), coalesce(sum((''x'' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0) FROM public.%I t', relname, relname)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
ORDER BY relname
\gexec

-- After after-restore.sh, until a worker has written each pet's next version, which it does not where the job finds no photos or fails.
SELECT 'raised heads', count(*) FROM pets p JOIN pet_clusters c ON c.id = p.latest_cluster_id WHERE p.latest_version > c.version;

SELECT 'broken: heads that are not the newest version', count(*) FROM pets p
LEFT JOIN LATERAL (SELECT c.id, c.version FROM pet_clusters c WHERE c.pet_id = p.pet_id ORDER BY c.version DESC LIMIT 1) newest ON true
WHERE p.latest_cluster_id IS DISTINCT FROM newest.id OR p.latest_version < coalesce(newest.version, 0);

SELECT 'broken: versions without a body', count(*) FROM pet_clusters c
WHERE NOT EXISTS (SELECT 1 FROM cluster_snapshots s WHERE s.cluster_id = c.id);

SELECT 'broken: heroes that are no members', count(*) FROM cluster_heroes h
WHERE NOT EXISTS (SELECT 1 FROM cluster_members m WHERE m.cluster_id = h.cluster_id AND m.image_id = h.image_id);
COMMIT;
