"""Reads the workbooks of a release back with openpyxl and holds them against what a statistical workbook must be:
one table a sheet, units in headers, links that resolve, nothing hidden, merged or broken. Prints what is wrong."""

import re
import sys
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

WITHOUT_TABLE = {"封面"}
# filled in by people: empty rows, no cover
FORMS = {"corrections.xlsx", "更正.xlsx"}
PLAIN = {"序号", "名次"}
ERRORS = {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"}
INTERNAL = re.compile(r"^#?'?(.+?)'?!\$?([A-Z]+)\$?(\d+)$")


def check(path: Path) -> list[str]:
    wrong: list[str] = []
    must = lambda holds, what: None if holds else wrong.append(f"{path.name}: {what}")
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        must(not any("vba" in n.lower() for n in names), "has macros")
        must(not any("externalLink" in n for n in names), "has external links")
    book = openpyxl.load_workbook(path)
    sheets = book.sheetnames
    must(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.xlsx", path.name) or not path.name.isascii(), "file name")
    must(sheets[:3] == ["封面", "目录", "说明"] and sheets[-1] == "证据", f"order of sheets {sheets}")
    must(book.active.title == sheets[0], "the first sheet is not active")
    p = book.properties
    must(p.title and p.subject and p.creator and p.language, "title, subject, creator or language is not set")
    tables: dict[str, str] = {}
    for sheet in book:
        where = f"{sheet.title}: "
        must(len(sheet.title) <= 31, where + "name too long")
        must(sheet.sheet_state == "visible", where + "is hidden")
        must(not sheet.merged_cells.ranges, where + "has merged cells")
        must(not any(d.hidden for d in sheet.row_dimensions.values()), where + "has hidden rows")
        must(not any(d.hidden for d in sheet.column_dimensions.values()), where + "has hidden columns")
        must(isinstance(sheet["A1"].value, str) and sheet["A1"].value.strip(), where + "no title in A1")
        must(sheet.page_setup.orientation == "landscape", where + "is not landscape")
        must(sheet.page_setup.fitToWidth in (None, 1) and (sheet.page_setup.fitToHeight == 0 or sheet.title in ("目录", "Contents")), where + "page width")
        must(sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage, where + "fit to page")
        for row in sheet.iter_rows():
            for cell in row:
                must(cell.data_type != "f", where + f"{cell.coordinate} is a formula")
                must(cell.value not in ERRORS, where + f"{cell.coordinate} is an error")
                if cell.hyperlink:
                    link(book, sheet, cell, must)
        if sheet.title in WITHOUT_TABLE:
            continue
        must(len(sheet.tables) == 1, where + f"{len(sheet.tables)} tables")
        for table in sheet.tables.values():
            name = table.displayName
            must(name.lower() not in tables, where + f"table name {name} is used twice")
            tables[name.lower()] = sheet.title
            look(sheet, table, where, must)
    listed = {row[1].value for row in book["目录"].iter_rows() if len(row) > 1}
    must(all(s in listed for s in sheets if s != "目录"), "the contents do not list every sheet")
    markers = [c.value for c in book["说明"]["A"] if isinstance(c.value, str) and c.value.startswith("[注")]
    must(markers[:1] == ["[注1]"], "the notes have no markers")
    evidence(book, must)
    return wrong


def link(book, sheet, cell, must):
    target = cell.hyperlink.location or cell.hyperlink.target or ""
    found = INTERNAL.match(target)
    must(found, f"{sheet.title}: {cell.coordinate} leads outside: {target}")
    if found:
        name = found.group(1).replace("''", "'")
        there = name in book.sheetnames and int(found.group(3)) <= book[name].max_row
        must(there, f"{sheet.title}: {cell.coordinate} leads nowhere: {target}")


def look(sheet, table, where, must):
    left, top, right, bottom = range_boundaries(table.ref)
    must(table.autoFilter is not None or sheet.title == "目录", where + "has no filter")
    must(sheet.max_row == bottom, where + f"row {sheet.max_row} stands below the table, which ends in {bottom}")
    must(left == 1, where + "the table does not begin in column A")
    headers = [sheet.cell(top, c).value for c in range(left, right + 1)]
    must(all(isinstance(h, str) and h.strip() for h in headers), where + f"blank header {headers}")
    must(len({str(h).lower() for h in headers}) == len(headers), where + f"header twice {headers}")
    rows = [[sheet.cell(r, c) for c in range(left, right + 1)] for r in range(top + 1, bottom + 1)]
    must(all(any(c.value not in (None, "") for c in row) for row in rows), where + "blank row in the table")
    for at, header in enumerate(headers):
        cells = [row[at] for row in rows if row[at].value is not None]
        numeric = any(isinstance(c.value, (int, float)) for c in cells)
        unit = header.endswith("）") and "（" in header
        must(not numeric or unit or header in PLAIN, where + f"{header} has no unit")
        width = sheet.column_dimensions[get_column_letter(left + at)].width
        must(width and width >= 4, where + f"{header} has no width")
        for c in cells:
            if isinstance(c.value, (int, float)) and abs(c.value) >= 10000 and unit:
                must("#,##0" in c.number_format, where + f"{c.coordinate} has no separators")
    must(sheet.freeze_panes is not None, where + "the header is not frozen")
    must(sheet.print_title_rows, where + "the header does not repeat in print")
    if "代码" in headers and "对比" in headers:
        # of one comparison, the provinces in the order of GB/T 2260
        code = headers.index("代码")
        keys = [headers.index(h) for h in ("对比", "时期", "类型") if h in headers]
        groups: dict[tuple, list] = {}
        for row in rows:
            if row[headers.index("可比性")].value != "单独披露":
                groups.setdefault(tuple(row[k].value for k in keys), []).append(row[code].value)
        for key, codes in groups.items():
            must(codes == sorted(codes) or len(set(codes)) < len(codes), where + f"{key} is not in the order of GB/T 2260")
    for chart in sheet._charts:
        for series in chart.series:
            must(series.val.numRef.f, where + "a chart draws no cells")


def evidence(book, must):
    sheet = book["证据"]
    (table,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    headers = [sheet.cell(top, c).value for c in range(left, right + 1)]
    sentence, quote, place = (headers.index(h) + left for h in ("原句", "原文表述", "位置"))
    for r in range(top + 1, bottom + 1):
        must(sheet.cell(r, sentence).value and sheet.cell(r, place).value, f"证据: row {r} has no sentence or place")
        said, text = sheet.cell(r, quote).value, sheet.cell(r, sentence).value or ""
        prose = str(sheet.cell(r, place).value).startswith("text:")
        must(not prose or str(said) in str(text), f"证据: row {r}: {said} is not in its sentence")


if __name__ == "__main__":
    found = [line for folder in sys.argv[1:] for path in sorted(Path(folder).glob("*.xlsx")) if path.name not in FORMS for line in check(path)]
    print("\n".join(found[:50]))
    if found:
        sys.exit(f"{len(found)} findings")
    books = sum(1 for folder in sys.argv[1:] for _ in Path(folder).glob("*.xlsx"))
    print(f"{books} workbooks read back")
    sys.exit(0 if books else "no workbooks")
