# Sourced by upgrade.sh: callers that take pets through photos, job and version again and again, at whichever API is in
# $work/apis, and keep what they were answered.

start_callers() {
  local caller
  callers=()
  for caller in $(seq "$1"); do
    call "$caller" &
    callers+=("$!")
  done
}

# All of them or nothing: somebody is always reading.
callers_ask() {
  printf '%s\n' "$@" >"$work/apis.new"
  mv "$work/apis.new" "$work/apis"
}

stop_callers() {
  touch "$work/stop"
  wait "${callers[@]}"
  ! compgen -G "$work/wrong.*" >/dev/null || give_up "$(cat "$work"/wrong.*)"
}

versions_seen() {
  cat "$work"/seen.* 2>/dev/null | wc -l
}

# One caller: a new pet every six versions.
call() {
  local caller=$1 pet version latest deadline
  while [ ! -e "$work/stop" ]; do
    pet=$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)
    for version in 1 2 3 4 5 6; do
      [ ! -e "$work/stop" ] || break
      ask "$caller" PUT "/internal/pets/$pet/images" "{\"images\":[$(photo),$(photo)]}"
      ask "$caller" POST /internal/cluster-jobs "{\"pet_id\":\"$pet\",\"reason\":\"upgrade\"}"
      deadline=$((SECONDS + 60))
      latest=0
      until [ "$latest" -ge "$version" ]; do
        ask "$caller" GET "/internal/pets/$pet/clusters/latest"
        latest=$(grep -o '"version":[0-9]*' "$work/body.$caller" | head -n 1 | grep -o '[0-9]*$' || echo 0)
        [ "$SECONDS" -lt "$deadline" ] || { echo "pet $pet: version $version never came" >"$work/wrong.$caller"; return; }
      done
      [ "$latest" -eq "$version" ] || { echo "pet $pet: version $latest came instead of $version" >"$work/wrong.$caller"; return; }
      echo "$pet $version" >>"$work/seen.$caller"
    done
  done
}

# ask CALLER METHOD PATH [BODY]
ask() {
  local apis address status
  mapfile -t apis <"$work/apis"
  address=${apis[RANDOM % ${#apis[@]}]}
  status=$(curl -s -o "$work/body.$1" -w '%{http_code}' --max-time 30 -X "$2" -H "X-Internal-Token: $token" \
    -H 'Content-Type: application/json' ${4:+-d "$4"} "$address$3")
  echo "$2 $status" >>"$work/answers.$1"
  case "$2 $status" in
    'PUT 200' | 'POST 202' | 'GET 200') ;;
    'GET 404') : >"$work/body.$1" ;;
    *) echo "$2 $address$3 answered $status: $(cat "$work/body.$1")" >"$work/wrong.$1" ;;
  esac
}

# A photo with 384 floats of 1.0 and 0.5, little-endian.
photo() {
  local floats='' block
  for block in 1 2 3 4 5 6 7 8; do
    if [ $((RANDOM % 2)) -eq 0 ]; then floats+=$(printf '\\0\\0\\200\\077%.0s' {1..48}); else floats+=$(printf '\\0\\0\\0\\077%.0s' {1..48}); fi
  done
  printf '{"image_id":"%s","embedding_base64":"%s","model":"clip-vit-l14","quality":0.9}' \
    "$(cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen)" "$(printf '%b' "$floats" | base64 | tr -d '\n')"
}

check_answers() {
  say "answers: $(cat "$work"/answers.* | sort | uniq -c | awk '{ printf "%s%s %s: %d", (NR > 1 ? ", " : ""), $2, $3, $1 }')"
}

# What the database holds: no gap, nothing failed, nothing lost, and both releases did their part.
check_versions() {
  wait_for "the last jobs" eval '[ "$(query "SELECT count(*) FROM cluster_jobs WHERE status IN ('"'queued', 'processing'"')")" = 0 ]'
  wait_for "the cache's dues" eval '[ "$(query "SELECT count(*) FROM cache_outbox")" = 0 ]'
  local gaps failed missing
  gaps=$(query "SELECT count(*) FROM (SELECT 1 FROM pet_clusters GROUP BY pet_id HAVING count(*) <> max(version) OR min(version) <> 1) gap")
  failed=$(query "SELECT count(*) FROM cluster_jobs WHERE status = 'failed'")
  missing=$(($(versions_seen) - $(query "SELECT count(*) FROM pet_clusters")))
  [ "$gaps" = 0 ] || give_up "$gaps pets have gaps in their versions."
  [ "$failed" = 0 ] || give_up "$failed jobs failed."
  [ "$missing" -le 0 ] || give_up "$missing versions that were served are not in the database."

  local name pid count
  for name in before_worker now_worker; do
    pid=pid_$name
    count=$(query "SELECT count(*) FROM cluster_jobs WHERE worker_id LIKE '%-${!pid}-%'")
    [ "$count" -gt 0 ] || give_up "$name did no job."
    say "$name did $count jobs"
  done
}
