-- Pets with 10 to 200 photos of 384 floats in three groups, and two versions each: of half the photos and of all. Variables: pets.
-- Vectors are put together from pieces, so that photos of a group are alike and yet do not compress, as real ones.
CREATE SCHEMA drill;
SELECT setseed(0.42);

CREATE FUNCTION drill.little_endian(value float4) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substring(float4send(value) FROM 4 FOR 1) || substring(float4send(value) FROM 3 FOR 1)
  || substring(float4send(value) FROM 2 FOR 1) || substring(float4send(value) FROM 1 FOR 1);

-- 16 directions of 12 pieces of 32 floats, each piece in 500 variants.
CREATE UNLOGGED TABLE drill.direction AS
  SELECT b, p, f, random() - 0.5 AS value FROM generate_series(0, 15) b, generate_series(0, 11) p, generate_series(0, 31) f;
CREATE UNLOGGED TABLE drill.piece AS
  SELECT (b * 12 + p) * 500 + v AS id, string_agg(drill.little_endian((value + (random() - 0.5) * 0.1)::float4), '' ORDER BY f) AS bytes
  FROM drill.direction, generate_series(0, 499) v GROUP BY b, p, v;

CREATE UNLOGGED TABLE drill.pet AS
  SELECT n, gen_random_uuid() AS pet_id, 10 + floor(random() * 191)::int AS photos FROM generate_series(1, :pets) n;
CREATE UNLOGGED TABLE drill.photo AS
  SELECT row_number() OVER () AS n, pet_id, gen_random_uuid() AS image_id, i, i % 3 AS g, abs(hashint4(pet.n * 3 + i % 3)) % 16 AS b
  FROM drill.pet, generate_series(1, photos) i;
CREATE UNLOGGED TABLE drill.version AS
  SELECT pet_id, v AS version, gen_random_uuid() AS id, photos / (3 - v) AS photos, now() - interval '1 day' / v AS at FROM drill.pet, generate_series(1, 2) v;
CREATE FUNCTION drill.pick(n bigint, b int, p int) RETURNS int LANGUAGE sql IMMUTABLE RETURN (b * 12 + p) * 500 + abs(hashint8(n * 12 + p)::bigint) % 500;
ANALYZE drill.piece; ANALYZE drill.photo; ANALYZE drill.version;

INSERT INTO pets (pet_id) SELECT pet_id FROM drill.pet;
INSERT INTO pet_images (image_id, pet_id, embedding, dimensions, model, quality, pose, captured_at)
  SELECT image_id, pet_id,
         a.bytes || b.bytes || c.bytes || d.bytes || e.bytes || f.bytes || g.bytes || h.bytes || i.bytes || j.bytes || k.bytes || l.bytes,
         384, 'clip', random(), 'front', now() - random() * interval '90 days'
  FROM drill.photo x
  JOIN drill.piece a ON a.id = drill.pick(x.n, x.b, 0) JOIN drill.piece b ON b.id = drill.pick(x.n, x.b, 1)
  JOIN drill.piece c ON c.id = drill.pick(x.n, x.b, 2) JOIN drill.piece d ON d.id = drill.pick(x.n, x.b, 3)
  JOIN drill.piece e ON e.id = drill.pick(x.n, x.b, 4) JOIN drill.piece f ON f.id = drill.pick(x.n, x.b, 5)
  JOIN drill.piece g ON g.id = drill.pick(x.n, x.b, 6) JOIN drill.piece h ON h.id = drill.pick(x.n, x.b, 7)
  JOIN drill.piece i ON i.id = drill.pick(x.n, x.b, 8) JOIN drill.piece j ON j.id = drill.pick(x.n, x.b, 9)
  JOIN drill.piece k ON k.id = drill.pick(x.n, x.b, 10) JOIN drill.piece l ON l.id = drill.pick(x.n, x.b, 11);

INSERT INTO pet_clusters (id, pet_id, version, cluster_count, image_count, metrics, algorithm, input_hash, created_at)
  SELECT id, pet_id, version, 3, photos, '{"coverage":1,"silhouette":0.9,"cohesion":0.9,"noise_count":0,"average_quality":0.5}', 'dbscan', sha256(uuid_send(id)), at
  FROM drill.version;
INSERT INTO cluster_members (cluster_id, image_id, cluster_index, distance, metadata)
  SELECT v.id, x.image_id, x.g, round(random()::numeric / 10, 6), jsonb_build_object('stable_id', md5(x.pet_id::text || x.g)::uuid)
  FROM drill.version v JOIN drill.photo x ON x.pet_id = v.pet_id AND x.i <= v.photos;
INSERT INTO cluster_heroes (cluster_id, image_id, cluster_index, score, score_parts, selected_at)
  SELECT v.id, x.image_id, x.g, 0.75, '{"quality":0.5,"centrality":1,"pose":null,"recency":0.25}', v.at
  FROM drill.version v JOIN drill.photo x ON x.pet_id = v.pet_id AND x.i <= 3;
INSERT INTO cluster_snapshots (cluster_id, encoding, created_at, payload)
  SELECT v.id, 'identity', v.at, convert_to(json_build_object('pet_id', v.pet_id, 'version', v.version, 'members', json_agg(json_build_object('image_id', m.image_id, 'distance', m.distance)))::text, 'UTF8')
  FROM drill.version v JOIN cluster_members m ON m.cluster_id = v.id GROUP BY v.id, v.pet_id, v.version, v.at;
INSERT INTO cluster_jobs (id, pet_id, status, attempts, enqueued_at, started_at, completed_at, worker_id, result_version)
  SELECT gen_random_uuid(), pet_id, 'succeeded', 1, at, at, at, 'seed', version FROM drill.version;
UPDATE pets p SET latest_version = v.version, latest_cluster_id = v.id, updated_at = v.at FROM drill.version v WHERE v.pet_id = p.pet_id AND v.version = 2;

-- Writes a pet's next version as the service does, one transaction, with as many rows.
CREATE FUNCTION drill.write(n bigint) RETURNS TABLE (pet uuid, version bigint) LANGUAGE plpgsql AS $$
DECLARE head pets; fresh uuid := gen_random_uuid();
BEGIN
  SELECT p.* INTO head FROM pets p JOIN drill.written w ON w.pet_id = p.pet_id WHERE w.n = 1 + write.n % (SELECT max(x.n) FROM drill.written x) FOR UPDATE OF p;
  INSERT INTO pet_clusters SELECT (jsonb_populate_record(c, jsonb_build_object('id', fresh, 'version', head.latest_version + 1, 'created_at', clock_timestamp()))).* FROM pet_clusters c WHERE c.id = head.latest_cluster_id;
  INSERT INTO cluster_members SELECT fresh, m.image_id, m.cluster_index, m.distance, m.metadata FROM cluster_members m WHERE m.cluster_id = head.latest_cluster_id;
  INSERT INTO cluster_heroes SELECT fresh, h.image_id, h.cluster_index, h.score, h.score_parts, h.selected_at FROM cluster_heroes h WHERE h.cluster_id = head.latest_cluster_id;
  INSERT INTO cluster_snapshots SELECT fresh, s.payload, s.encoding, clock_timestamp() FROM cluster_snapshots s WHERE s.cluster_id = head.latest_cluster_id;
  UPDATE pets SET latest_version = head.latest_version + 1, latest_cluster_id = fresh, updated_at = clock_timestamp() WHERE pet_id = head.pet_id;
  RETURN QUERY SELECT head.pet_id, head.latest_version + 1;
END $$;
CREATE TABLE drill.written AS SELECT n, pet_id FROM drill.pet;
CREATE UNIQUE INDEX ON drill.written (n);
DROP TABLE drill.piece, drill.direction, drill.photo, drill.version, drill.pet;
