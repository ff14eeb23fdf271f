#!/usr/bin/env bash
# Makes the pictures of the README from a release: docs/pictures.sh [output/latest].
# Needs LibreOffice Calc, poppler-utils, a CJK font (fonts-noto-cjk), Chromium and Python with Pillow.
set -euo pipefail
cd "$(dirname "$0")/.."
release=${1:-output/latest}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

soffice -env:UserInstallation="file://$work/profile" --headless --convert-to pdf --outdir "$work" \
    "$release/workbooks/cross-province-comparison.xlsx" >/dev/null
book=$work/cross-province-comparison.pdf
# the page whose title is 要点 (the contents name it too, without the colon)
page=1
until pdftotext -f "$page" -l "$page" "$book" - | grep '^要点：' >/dev/null; do page=$((page + 1)); [ "$page" -lt 40 ]; done
# without the running head and foot
pdftoppm -r 200 -f "$page" -l "$page" -singlefile -png "$book" "$work/page"

# the evidence page at a sentence and its figure
id=$(python3 -c 'import csv, sys
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8-sig"))
print(next(r["observation_id"] for r in rows if r["quote"] == "1200余万元"))' "$release/dataset/observations.csv")
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1400,2600 --virtual-time-budget=4000 \
    --user-data-dir="$work/browser" --screenshot="$work/evidence.png" "file://$(realpath "$release")/report.html#$id" >/dev/null 2>&1

python3 - "$release" "$work" <<'PYTHON'
import sys
from PIL import Image, ImageChops

release, work = sys.argv[1:]


def save(picture, name):
    """1400 pixels wide, in few colours."""
    height = round(picture.height * 1400 / picture.width)
    small = picture.convert("RGB").resize((1400, height), Image.LANCZOS)
    small.quantize(96, dither=Image.Dither.NONE).save(f"docs/{name}.png", optimize=True)


for chart, name in [("industries-covered", "chart"), ("certification-results", "results")]:
    save(Image.open(f"{release}/charts/{chart}.png"), name)

# the part that the address leads to
evidence = Image.open(f"{work}/evidence.png")
save(evidence.crop((0, evidence.height - 940, evidence.width, evidence.height)), "page")
page = Image.open(f"{work}/page.png").convert("RGB")
band = round(page.height * 0.06)
page = page.crop((0, band, page.width, page.height - band))
left, top, right, bottom = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
save(page.crop((left - 24, max(0, top - 24), right + 24, min(page.height, bottom + 24))), "workbook")
PYTHON
