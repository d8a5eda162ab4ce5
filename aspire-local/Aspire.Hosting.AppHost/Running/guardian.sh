# Waits beside the host, in a session of its own. The host tells it what it started; when the host
# is gone, killed or not, standard input ends and whatever is still there is stopped and removed.
exec >/dev/null 2>&1
trap '' HUP INT TERM
cd /

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

alive() {
  printf '%s' "$processes" | (
    while read -r signal id; do
      [ -n "$id" ] && kill -0 -- "-$id" && exit 0
    done
    exit 1
  )
}

each ''
tries=0
while [ "$tries" -lt 30 ] && alive; do
  sleep 0.1
  tries=$((tries + 1))
done
each KILL

printf '%s' "$directories" | while read -r directory; do
  [ -n "$directory" ] || continue
  rm -rf -- "$directory" || { sleep 0.5; rm -rf -- "$directory"; }
done
