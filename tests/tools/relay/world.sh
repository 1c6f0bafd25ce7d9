# A pod of the relay and the internet around it, in namespaces of their own: run by `unshare --mount --net --pid --fork`.
# $1 the folder of the test, $2 the folder with Exim and busybox, $3 Node; then what the pod runs.
set -eu
here=$1 tool=$2 node=$3
shift 3
links=$tool/links

ip link set lo up
unshare --net sh -euc 'echo $$ >"$1/world.pid"; exec sleep 300' sh "$here" &
while [ ! -s "$here/world.pid" ]; do sleep 0.05; done
world=$(cat "$here/world.pid")
inside() { nsenter --net="/proc/$world/ns/net" "$@"; }
mount -t proc proc /proc
ip link add pod type veth peer name outside netns "$world"
ip addr add 198.51.100.2/24 dev pod
ip link set pod up
inside ip addr add 198.51.100.25/24 dev outside
inside ip link set outside up
inside "$node" "$here/receiver.ts" "$here" 198.51.100.25 &

root=$here/root
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
cd "$root"
mkdir -p usr etc/exim4 proc dev tmp var/spool/exim var/log/exim links
for one in bin sbin lib lib64; do ln -s "usr/$one" "$one"; done
mount -t overlay -o "lowerdir=$tool/usr:/usr" overlay usr
mount --bind /dev dev
mount -t proc proc proc
cp "$tool/bin/busybox" links/nc
printf 'root:x:0:0::/:/bin/sh\nDebian-exim:x:100:101::/:/bin/sh\n' >etc/passwd
printf 'root:x:0:\nDebian-exim:x:101:\n' >etc/group
printf 'nameserver 198.51.100.25\n' >etc/resolv.conf
printf '127.0.0.1 localhost\n' >etc/hosts
# As a pod has it: readable by the group of the pod alone.
install -m 0440 -o 0 -g 101 "$here/exim.conf" etc/exim4/exim4.conf
for one in var/spool/exim var/log/exim tmp; do mount -t tmpfs -o mode=2777,gid=101 tmpfs "$one"; done
mount -o remount,ro "$root"

# A runtime gives the pipe that a container writes to, to its user.
mkfifo -m 0600 "$here/says"
chown 100:101 "$here/says"
cat "$here/says" &
as_pod() {
	exec chroot "$root" setpriv --reuid 100 --regid 101 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
		env -i PATH=/links:/usr/sbin:/usr/bin LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu "$@"
}
as_pod "$@" >"$here/says" 2>&1 &
relay=$!
# Whoever tries it writes commands for the pod to a file, one a line, and finds an exit code for each.
while sleep 0.1; do
	[ -e "$here/stop" ] && break
	[ -e "$here/ask" ] || continue
	mv "$here/ask" "$here/asked"
	code=0
	: >"$here/output"
	chown 100:101 "$here/output"
	(as_pod sh -c "$(cat "$here/asked")") >>"$here/output" 2>&1 || code=$?
	echo "$code" >"$here/code.part"
	mv "$here/code.part" "$here/code"
done
kill "$relay"
code=0
wait "$relay" || code=$?
echo "ended $code"
