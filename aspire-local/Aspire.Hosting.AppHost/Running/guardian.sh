# Waits beside the host, in a session of its own. The host tells it what it started; when the host
# is gone, killed or not, standard input ends and whatever is still there is stopped and removed.
exec >/dev/null 2>&1
trap '' HUP INT TERM
cd /

mark="$1=$2"
processes=''
directories=''
newline='
'

while read -r verb rest; do
  case $verb in
    add) processes="$processes$rest$newline" ;;
    remove) processes="$(printf '%s' "$processes" | grep -v " $rest\$")$newline" ;;
    directory) directories="$directories$rest$newline" ;;
  esac
done

# A process group bears the id of the process that leads it.
each() {
  printf '%s' "$processes" | while read -r signal id; do
    [ -n "$id" ] && kill -s "${1:-$signal}" -- "-$id"
  done
}

# Where the first process of a container does not look after orphans, one that has ended stays in the list.
ended() {
  read -r stat <"/proc/$1/stat" || return 1
  case ${stat##*') '} in Z*) return 0 ;; *) return 1 ;; esac
}

alive() {
  printf '%s' "$processes" | (
    while read -r signal id; do
      [ -n "$id" ] && kill -s 0 -- "-$id" && ! ended "$id" && exit 0
    done
    exit 1
  )
}

# Whatever bears the mark of the run, known or not, in whatever group. Processes that write their title over their
# environment have lost it: PostgreSQL's own, which end with their server, and a Redis before 6.2. Where there is no
# /proc, the known ones must do.
sweep() {
  grep -lsz "^$mark\$" /proc/[0-9]*/environ | while IFS=/ read -r root proc id file; do
    kill -s KILL "$id"
  done
}

each ''
tries=0
while [ "$tries" -lt 30 ] && alive; do
  sleep 0.1
  tries=$((tries + 1))
done
each KILL
sweep
sleep 0.1
sweep

printf '%s' "$directories" | while read -r directory; do
  [ -n "$directory" ] || continue
  rm -rf -- "$directory" || { sleep 0.5; rm -rf -- "$directory"; }
done
