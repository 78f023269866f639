#!/usr/bin/env bash
# Runs compose.yaml without Docker: two network namespaces stand for the two containers, with the Dockerfile's entrypoint, the file's
# commands and the file's environment. Needs Linux with user namespaces, iproute2 and the built package.
set -euo pipefail
if [ -z "${INSIDE:-}" ]; then INSIDE=1 exec unshare --user --map-root-user --net --mount --pid --fork --kill-child --mount-proc bash "$0"; fi

here=$(cd "$(dirname "$0")" && pwd)
package=$(dirname "$here")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/state" && mkdir "$folder/ca"
bin=$package/bin/sendo-sandbox.js

# Two machines, and the names that Docker's resolver would know.
unshare --net sleep 600 &
app=$!
until [ "$(readlink /proc/$app/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.05; done
ip link add s0 type veth peer name a0 netns $app
ip addr add 10.77.0.1/24 dev s0 && ip link set s0 up && ip link set lo up
in_app() { nsenter --target $app --net "$@"; }
in_app ip addr add 10.77.0.2/24 dev a0 && in_app ip link set a0 up && in_app ip link set lo up
printf '127.0.0.1 localhost\n10.77.0.1 sandbox\n10.77.0.2 app\n' >"$folder/hosts"
mount --bind "$folder/hosts" /etc/hosts

# The folders of the image are folders of this run.
words() { sed -n "s/^ *$1 *\(\[.*\]\)$/\1/p" "$2" | head -1 | sed "s#/state#$folder/state#; s#/ca/#$folder/ca/#"; }
mapfile -t entrypoint < <(node -p "JSON.parse(process.argv[1]).slice(1).join('\n')" "$(words ENTRYPOINT "$here/Dockerfile")")
mapfile -t command < <(node -p "JSON.parse(process.argv[1]).join('\n')" "$(words 'command:' "$here/compose.yaml")")
mapfile -t variables < <(sed -n 's/^ *\(SENDO_[A-Z_]*\): "\([^"]*\)".*/\1=\2/p' "$here/compose.yaml" | sed "s#=/ca/#=$folder/ca/#")
[ ${#entrypoint[@]} -gt 4 ] && [ ${#command[@]} -gt 2 ] && [ ${#variables[@]} -eq 7 ]

fail() { echo "FAILED: $*" >&2; cat "$folder"/*.log >&2; exit 1; }
start_sandbox() {
  node "$bin" "${entrypoint[@]}" "${command[@]}" >>"$folder/sandbox.log" 2>&1 &
  sandbox=$!
  node "$bin" ready --wait 30s >/dev/null || fail "the sandbox is not ready"
}
run_app() {
  cp "$here/app.mjs" "$package/dist/app-of-check.mjs" # beside the package, so that it finds @sendo/core
  nsenter --target $app --net env -i PATH="$PATH" "${variables[@]}" node "$package/dist/app-of-check.mjs" >"$folder/app.log" 2>&1 &
  local run=$!
  for _ in $(seq 300); do
    grep -q "is DELIVERED" "$folder/app.log" && break
    kill -0 $run 2>/dev/null || break
    sleep 0.1
  done
  kill $run 2>/dev/null || true
  wait $run 2>/dev/null || true
  rm -f "$package/dist/app-of-check.mjs"
  grep -q "is accepted" "$folder/app.log" && grep -q "is DELIVERED" "$folder/app.log" || fail "the app did not send and receive"
}
status() { node -e 'fetch(process.argv[1]).then((r) => console.log(r.status), () => console.log("none"))' "$1"; }

start_sandbox
run_app
[ "$(status http://127.0.0.1:8444/icon.svg)" = 200 ] || fail "the page for the host"
[ "$(in_app node -e 'fetch("http://sandbox:8444/icon.svg").then((r) => console.log(r.status))')" = 200 ] || fail "the page by its name"
[ "$(in_app node -e 'fetch("http://10.77.0.1:8444/icon.svg").then((r) => console.log(r.status))')" = 403 ] || fail "a host without a name"
[ "$(in_app node -e 'fetch("http://10.77.0.1:8444/healthz").then((r) => console.log(r.status))')" = 200 ] || fail "healthz"
before=$(cat "$folder/ca/ca.pem")
kill -9 $sandbox
wait $sandbox 2>/dev/null || true
start_sandbox
[ "$before" = "$(cat "$folder/ca/ca.pem")" ] || fail "the certificate changed"
run_app
# Without the opt-in, a sandbox key does not leave for another machine.
mapfile -t variables < <(printf '%s\n' "${variables[@]}" | grep -v SANDBOX_HOST)
in_app env -i PATH="$PATH" "${variables[@]}" node --input-type=module -e \
  "await import('$package/../core/dist/index.js').then(({ Sendo }) => new Sendo())" >"$folder/refused.log" 2>&1 && fail "no opt-in was needed"
grep -q SENDO_SANDBOX_HOST "$folder/refused.log" || fail "the refusal names no remedy"
kill $sandbox
wait $sandbox || fail "the sandbox did not end with 0"
echo "The compose file works in two network namespaces, over a kill -9 too."
