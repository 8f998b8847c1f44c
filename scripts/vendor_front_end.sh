#!/bin/sh
# Copy the pinned front-end files, with their licences, into the source tree.
# Run it when a version below changes; users never need Node. Needs: npm, tar, python3.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
static="$here/src/accord/server/web/static/accord"
tests="$here/tests/e2e/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # name version -> unpacked folder in $work/$3
    (cd "$work" && file=$(npm pack --silent "$1@$2" | tail -n 1) && mkdir "$3" && tar -xzf "$file" -C "$3")
}

fetch htmx.org 4.0.1 htmx
fetch echarts 6.1.0 echarts
fetch @fontsource-variable/inter 5.3.0 inter
fetch @tabler/icons 3.51.0 icons
fetch axe-core 4.14.1 axe

mkdir -p "$static/vendor" "$static/fonts" "$tests"
cp "$work/htmx/package/dist/htmx.min.js" "$static/vendor/htmx.min.js"
cp "$work/htmx/package/LICENSE" "$static/vendor/htmx.LICENSE"
cp "$work/echarts/package/dist/echarts.common.min.js" "$static/vendor/echarts.common.min.js"
cp "$work/echarts/package/LICENSE" "$static/vendor/echarts.LICENSE"
cp "$work/echarts/package/NOTICE" "$static/vendor/echarts.NOTICE"
cp "$work/inter/package/files/inter-latin-opsz-normal.woff2" "$static/fonts/"
cp "$work/inter/package/files/inter-latin-ext-opsz-normal.woff2" "$static/fonts/"
cp "$work/inter/package/LICENSE" "$static/fonts/inter.LICENSE"
cp "$work/icons/package/LICENSE" "$static/icons.LICENSE"
cp "$work/axe/package/axe.min.js" "$work/axe/package/LICENSE" "$tests/"
python3 "$here/scripts/icon_sprite.py" "$work/icons/package/icons/outline" "$static/icons.svg"
