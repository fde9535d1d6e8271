# Runs a command and ends it, and all that it started, when the owner of the guard's standard input is gone, however
# that came about. Lines on standard input are signals for the command: TERM, STOP, CONT; KILL ends everything.
# The first argument says how "everything" is reached: "session" when the guard leads a process group of its own,
# "jobs" where it does not and the shell's job control has to make one.
# Ctrl-C in a terminal is the owner's business.
trap '' INT HUP
exec 3<&0 </dev/null
if [ "$1" = jobs ]; then set -m; fi
mode=$1
shift
"$@" 3<&- &
child=$!
end() {
  if [ "$mode" = session ]; then kill -KILL 0; else kill -KILL "-$child"; fi 2>/dev/null
}
{
  while read -r signal <&3; do
    if [ "$signal" = KILL ]; then break; fi
    kill -s "$signal" "$child" 2>/dev/null
  done
  end
} &
watcher=$!
exec 3<&-
wait "$child"
status=$?
if [ "$mode" = jobs ]; then kill -KILL "-$watcher" 2>/dev/null; fi
end
exit "$status"
