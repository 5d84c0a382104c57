# Sourced by ./run, ./test and .ci/run: what a fresh machine lacks, and where builds go. Expects the project's root as
# the working directory.

# as_root COMMAND...: directly for root, by sudo for everybody else.
as_root() {
  if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# packages_of FILE [SECTION]: the names in FILE, down to the end of SECTION or of the file.
packages_of() {
  awk -v last="${2:-}" '
    /^# \[/ { if (past) exit; name = $2; gsub(/[][]/, "", name); if (name == last) past = 1 }
    { sub(/#.*/, ""); if (NF) print $1 }' "$1"
}

# require_packages FILE [SECTION]: installs what is missing; when nothing is, asks only dpkg.
require_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "No dpkg here: install by hand what $1 names." >&2
    return 0
  fi
  local wanted=() missing=()
  mapfile -t wanted < <(packages_of "$@")
  mapfile -t missing < <(
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) \
      <(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}\n' "${wanted[@]}" 2>/dev/null |
        sed -n 's/^.i //p' | sort -u))
  [[ ${#missing[@]} -eq 0 ]] && return 0
  echo "Installing: ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
  as_root "${apt[@]}" update
  as_root "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >/dev/null
}

# configure PRESET: once; from then on ninja itself sees when CMake has to run again.
configure() {
  local log=build/$1.configure.log
  [[ -e build/$1/build.ninja ]] && return 0
  mkdir -p build
  if ! cmake --preset "$1" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "build/$1/build.ninja"
    return 1
  fi
}

# build PRESET [TARGET...]: one line a step would drown the rest of a log, so only a terminal gets progress.
build() {
  local preset=$1 quiet=()
  shift
  [[ -t 1 ]] || quiet=(--quiet)
  ninja -C "build/$preset" "${quiet[@]}" "$@"
}
