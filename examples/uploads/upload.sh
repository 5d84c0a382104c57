#!/bin/sh
# Sends a file so that it can be interrupted at any time. Run again, it goes on where it was.
#
#   upload.sh FILE URL [CURL OPTION...]
set -eu
file=$1
url=$2
shift 2
kept=$file.upload # where the upload is, as long as it is under way
origin=$(printf '%s' "$url" | sed 's|^\([a-z]*://[^/]*\).*|\1|')

field() { tr -d '\r' | sed -n "s/^$1: //Ip" | tail -n 1; }

if [ ! -s "$kept" ]; then
  location=$(curl -sSf -D - -o /dev/null -X PUT "$url" --data-binary '' -H 'Content-Type:' \
    -H 'Upload-Draft-Interop-Version: 8' -H 'Upload-Complete: ?0' -H "Upload-Length: $(($(wc -c < "$file")))" \
    | field location)
  printf '%s%s\n' "$origin" "$location" > "$kept"
fi
upload=$(cat "$kept")
at=$(curl -sSf -I "$upload" | field upload-offset)
echo "from octet $at on"
tail -c "+$((at + 1))" "$file" | curl -sSf -o /dev/null -w '%{http_code}\n' "$@" -X PATCH -T - "$upload" \
  -H 'Content-Type: application/partial-upload' -H 'Upload-Complete: ?1' -H "Upload-Offset: $at"
rm "$kept"
