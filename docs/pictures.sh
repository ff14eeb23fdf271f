#!/usr/bin/env bash
# Makes the pictures of the README from a release: docs/pictures.sh [output/latest].
# Needs LibreOffice Calc, poppler-utils, a CJK font (fonts-noto-cjk) and Python with Pillow.
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
until pdftotext -f "$page" -l "$page" "$book" - | grep -q '^要点：'; do page=$((page + 1)); [ "$page" -lt 40 ]; done
# without the running head and foot
pdftoppm -r 200 -f "$page" -l "$page" -singlefile -png "$book" "$work/page"

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

page = Image.open(f"{work}/page.png").convert("RGB")
band = round(page.height * 0.06)
page = page.crop((0, band, page.width, page.height - band))
left, top, right, bottom = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
save(page.crop((left - 24, max(0, top - 24), right + 24, min(page.height, bottom + 24))), "workbook")
PYTHON
