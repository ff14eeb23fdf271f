//! Small tables as files: rows of cells, then the observations that are expected.

use std::collections::BTreeMap;
use std::fmt::Write;
use zhiliang::codelist::Codelists;
use zhiliang::extract::table;
use zhiliang::model::{
    CellValue, Document, Extraction, Merge, Origin, Sheet, SheetCell, SheetHint, Source, View,
};
use zhiliang::normalize::normalize;

/// A case: a sheet with its hint, and what is expected of it.
struct Case {
    name: String,
    sheet: Sheet,
    title: String,
    hint: Option<SheetHint>,
    expected: Vec<String>,
}

/// The rest of a cell as text: `=1.5` is a number, `%0.28` a number formatted as percent, `@2021-06-30` a date,
/// `!#N/A` an error, `!` a formula without a value; everything else is text.
fn value(text: &str) -> (CellValue, bool) {
    let number = |t: &str| CellValue::Number(t.parse().unwrap_or_else(|_| panic!("{t} is no number")));
    if let Some(rest) = text.strip_prefix('=') {
        return (number(rest), false);
    }
    if let Some(rest) = text.strip_prefix("%%") {
        return (number(rest), true);
    }
    if let Some(rest) = text.strip_prefix('@') {
        return (CellValue::Date(rest.parse().unwrap()), false);
    }
    match text.strip_prefix('!') {
        Some("") => (CellValue::Uncached, false),
        Some(name) => (CellValue::Error(name.into()), false),
        // figures are numbers where nothing says otherwise; '12 is text
        None => match (text.strip_prefix('\''), text.parse::<f64>()) {
            (Some(rest), _) => (CellValue::Text(rest.into()), false),
            (None, Ok(n)) if text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') => {
                (CellValue::Number(n), false)
            }
            _ => (CellValue::Text(text.into()), false),
        },
    }
}

fn parse(name: &str, text: &str) -> Case {
    let (head, expected) = text.split_once("\n---\n").unwrap_or_else(|| panic!("{name} has no ---"));
    let mut case = Case {
        name: name.to_owned(),
        sheet: Sheet { name: "表".into(), ..Sheet::default() },
        title: "data.xlsx".into(),
        hint: None,
        expected: expected.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect(),
    };
    let mut grid: Vec<Vec<String>> = Vec::new();
    for line in head.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            match rest.split_once(": ") {
                Some(("sheet", v)) => case.sheet.name = v.to_owned(),
                Some(("title", v)) => case.title = v.to_owned(),
                Some(("caption", v)) => case.sheet.caption = v.replace("\\n", "\n"),
                Some(("hint", v)) => {
                    let mut hint = String::new();
                    v.split("; ").for_each(|l| writeln!(hint, "{l}").unwrap());
                    case.hint = Some(toml::from_str(&hint).unwrap());
                    case.sheet.hint = case.hint.clone();
                }
                _ => {}
            }
            continue;
        }
        if line.is_empty() {
            grid.push(Vec::new());
            continue;
        }
        // one space at the end of a cell is for the eye
        grid.push(line.split('|').map(|c| c.strip_suffix(' ').unwrap_or(c).replace("\\n", "\n")).collect());
    }
    let mut areas: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    let mut owner: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    for (r, row) in grid.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u32);
            let from = match text.trim() {
                "^" => Some((r - 1, c)),
                "<" => Some((r, c - 1)),
                _ => None,
            };
            if let Some(from) = from {
                let top = owner.get(&from).copied().unwrap_or(from);
                owner.insert((r, c), top);
                let area = areas.entry(top).or_insert(top);
                *area = (area.0.max(r), area.1.max(c));
                continue;
            }
            if text.trim().is_empty() {
                continue;
            }
            let (value, percent) = value(text);
            case.sheet.cells.push(SheetCell { row: r, column: c, value, percent, span: None });
        }
    }
    case.sheet.merges = areas
        .into_iter()
        .map(|((r, c), (lr, lc))| Merge { first_row: r, first_column: c, last_row: lr, last_column: lc })
        .collect();
    case
}

fn document(title: &str) -> Document {
    Document {
        document_id: "doc".into(),
        title: title.into(),
        origin: Origin::default(),
        source: Source {
            path: "data.xlsx".into(),
            hash: String::new(),
            bytes: 0,
            format: "xlsx".into(),
            encoding: None,
        },
        text: String::new(),
        view: View::identity(""),
        sections: Vec::new(),
        sheets: Vec::new(),
        issues: Vec::new(),
    }
}

/// What came of a case, a line each: observations, `ledger` and `issue` lines.
fn found(case: &Case, lists: &Codelists) -> (Vec<String>, Vec<String>) {
    let document = document(&case.title);
    let mut out = Extraction::default();
    table::sheet(&document, &case.sheet, lists, &mut out);
    check_whole(case, &out);
    let batch = normalize(document, out, lists);
    let mut lines = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for o in &batch.observations {
        assert!(ids.insert(o.observation_id.clone()), "{}: {} twice, {}", case.name, o.locator, o.sentence);
        let q = &o.quantity;
        let shown = |d: Option<rust_decimal::Decimal>| d.map_or("∞".into(), |d| d.normalize().to_string());
        let value = match (q.low, q.high) {
            (a, b) if a == b => shown(q.value),
            (a, b) => format!("{}..{}", shown(a), shown(b)),
        };
        let unit = match (&q.unit, &q.per) {
            (Some(u), Some(p)) => format!("{u}/{p}"),
            (Some(u), None) => u.to_string(),
            (None, _) => "?".into(),
        };
        let cell = o.locator.to_string();
        let cell = cell.rsplit('!').next().unwrap_or("");
        let place = o.place.as_ref().map_or("-", |p| p.name.as_str());
        let period = o.period.as_ref().map_or("-", |p| p.code.as_str());
        let target = if o.status.code() == "target" { " target" } else { "" };
        lines.push(format!(
            "{cell} | {} | {place} | {period} | {value} | {unit} | {}{target}",
            o.subject.as_deref().unwrap_or("-"),
            o.kind.code()
        ));
    }
    let mut more = Vec::new();
    for l in &batch.ledger {
        let cell = l.locator.to_string();
        more.push(format!("ledger {} {}", cell.rsplit('!').next().unwrap_or(""), l.reason.code()));
    }
    for i in &batch.issues {
        if i.code != "I-indicator-unmapped" {
            more.push(format!("issue {} {}", i.code, i.locator.rsplit('!').next().unwrap_or("")));
        }
    }
    (lines, more)
}

/// Every number of the sheet is an observation or in the ledger, and once.
fn check_whole(case: &Case, out: &Extraction) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let all = out.mentions.iter().map(|m| &m.locator).chain(out.ledger.iter().map(|l| &l.locator));
    all.for_each(|l| *seen.entry(l.to_string()).or_default() += 1);
    for (locator, times) in &seen {
        let entries = out.ledger.iter().filter(|l| l.locator.to_string() == *locator).collect::<Vec<_>>();
        assert_eq!(*times, 1, "{}: {locator} {entries:?}", case.name);
    }
    if case.hint.as_ref().is_some_and(|h| h.skip) {
        return;
    }
    for cell in case.sheet.cells.iter().filter(|c| c.is_number()) {
        let at = zhiliang::model::Locator::Cell {
            sheet: case.sheet.name.clone(),
            row: cell.row,
            column: cell.column,
        };
        assert!(seen.contains_key(&at.to_string()), "{}: {at} {:?} is nowhere", case.name, cell.value);
    }
}

#[test]
fn tables_are_read() {
    let lists = Codelists::load(None).unwrap();
    let only = std::env::var("CASE").ok();
    let mut names: Vec<_> =
        std::fs::read_dir("tests/cases/ingest/tables").unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut wrong = String::new();
    let mut count = 0;
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if only.as_ref().is_some_and(|o| !name.contains(o.as_str())) {
            continue;
        }
        let case = parse(&name, &std::fs::read_to_string(&path).unwrap());
        let (lines, more) = found(&case, &lists);
        count += 1;
        // observations are all given; of ledger and issues only those that matter
        let (expected_more, expected): (Vec<_>, Vec<_>) = case
            .expected
            .iter()
            .partition(|l| l.starts_with("ledger ") || l.starts_with("issue ") || l.starts_with("no "));
        let same = expected.iter().map(|s| s.as_str()).eq(lines.iter().map(String::as_str));
        let lacking: Vec<_> = expected_more
            .iter()
            .filter(|l| match l.strip_prefix("no ") {
                Some(unwanted) => more.iter().any(|m| m.starts_with(unwanted)),
                None => !more.contains(l),
            })
            .collect();
        if same && lacking.is_empty() {
            continue;
        }
        writeln!(wrong, "== {name}").unwrap();
        for line in &expected {
            if !lines.contains(line) {
                writeln!(wrong, "  - {line}").unwrap();
            }
        }
        for line in &lines {
            if !expected.contains(&line) {
                writeln!(wrong, "  + {line}").unwrap();
            }
        }
        for line in lacking {
            writeln!(wrong, "  lacks {line}").unwrap();
        }
        if only.is_some() || !lacking_is_empty(&expected_more, &more) {
            for line in &more {
                writeln!(wrong, "    {line}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "of {count} cases\n{wrong}");
    assert!(only.is_some() || count >= 40, "{count} cases");
}

fn lacking_is_empty(expected: &[&String], more: &[String]) -> bool {
    expected.iter().all(|l| l.starts_with("no ") || more.contains(l))
}

/// Reads a sheet row by row.
fn by_rows(case: &Case, lists: &Codelists) -> Extraction {
    let document = document(&case.title);
    let mut out = Extraction::default();
    let sheet = &case.sheet;
    let hint = case.hint.as_ref();
    let mut reader =
        table::TableReader::new(&document, &sheet.name, &sheet.caption, &sheet.merges, hint, lists);
    for row in sheet.cells.chunk_by(|a, b| a.row == b.row) {
        reader.push(row.to_vec(), &mut out);
    }
    reader.finish(&mut out);
    out
}

/// The same table in batches of any size gives the same observations.
#[test]
fn batches_make_no_difference() {
    let lists = Codelists::load(None).unwrap();
    for path in std::fs::read_dir("tests/cases/ingest/tables").unwrap().map(|e| e.unwrap().path()) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = parse(&name, &std::fs::read_to_string(&path).unwrap());
        let document = document(&case.title);
        let mut whole = Extraction::default();
        table::sheet(&document, &case.sheet, &lists, &mut whole);
        assert_eq!(whole, by_rows(&case, &lists), "{name}");
    }
}

/// Cells of a table inside a document have offsets, and the text there is the quote.
#[test]
fn cells_of_documents_have_offsets() {
    let lists = Codelists::load(None).unwrap();
    let text = "一、成效\n地区\t企业数\n山东\t 1.3万余家 \n浙江\t7000家\n";
    let mut document = document("报告");
    document.text = text.into();
    let mut sheet = Sheet { name: "表1".into(), ..Sheet::default() };
    let mut at = text.find("地区").unwrap();
    for (row, line) in text.lines().skip(1).enumerate() {
        for (column, piece) in line.split('\t').enumerate() {
            let value = CellValue::Text(piece.into());
            let span = Some((at, at + piece.len()));
            sheet.cells.push(SheetCell {
                row: row as u32,
                column: column as u32,
                value,
                percent: false,
                span,
            });
            at += piece.len() + 1;
        }
    }
    let mut out = Extraction::default();
    table::sheet(&document, &sheet, &lists, &mut out);
    let batch = normalize(document, out, &lists);
    let points: Vec<char> = text.chars().collect();
    let quotes: Vec<String> = batch
        .observations
        .iter()
        .map(|o| {
            let cut: String = points[o.start.unwrap() as usize..o.end.unwrap() as usize].iter().collect();
            assert_eq!(cut, o.quote);
            assert!(o.locator.to_string().starts_with("表1!B"));
            cut
        })
        .collect();
    assert_eq!(quotes, ["1.3万余家", "7000家"]);
}

/// A long sheet is read with the shape of its first rows, in memory that does not grow with it.
#[test]
fn a_long_sheet_streams() {
    let lists = Codelists::load(None).unwrap();
    let document = document("data.xlsx");
    let mut reader = table::TableReader::new(&document, "长表", "", &[], None, &lists);
    let text = |row, column, t: &str| SheetCell {
        row,
        column,
        value: CellValue::Text(t.into()),
        percent: false,
        span: None,
    };
    let mut out = Extraction::default();
    let head = ["省份", "年份", "企业数（家）", "产值（亿元）"];
    reader.push(head.iter().enumerate().map(|(c, t)| text(0, c as u32, t)).collect(), &mut out);
    let (rows, batch) = (20_000_u32, 500_u32);
    let mut observations = 0;
    for start in (1..=rows).step_by(batch as usize) {
        let mut cells = Vec::new();
        for row in start..start + batch {
            cells.push(text(row, 0, ["山东", "浙江", "福建"][row as usize % 3]));
            let number = |column, n: f64| SheetCell {
                row,
                column,
                value: CellValue::Number(n),
                percent: false,
                span: None,
            };
            cells.push(number(1, f64::from(2000 + row % 20)));
            cells.push(number(2, f64::from(row)));
            cells.push(number(3, f64::from(row) / 10.0));
        }
        reader.push(cells, &mut out);
        observations += out.mentions.len();
        out = Extraction::default();
    }
    let counts = reader.finish(&mut out);
    observations += out.mentions.len();
    assert_eq!((observations as u32, counts.observations, counts.tables), (rows * 2, u64::from(rows * 2), 1));
}

/// Any grid is read without a panic, and no number is lost or read twice.
#[test]
fn any_grid_is_read_whole() {
    let lists = Codelists::load(None).unwrap();
    let pieces = [
        "地区",
        "山东",
        "吉林",
        "合计",
        "全国",
        "单位：亿元",
        "2021年",
        "'2021",
        "2021",
        "1",
        "2",
        "3.5",
        "12",
        "…",
        "-",
        "企业数（家）",
        "增长(%)",
        "一、收入",
        "　其中：税",
        "其中",
        "注：1",
        "近100家",
        "1.3万余",
        "!#N/A",
        "!",
        "@2021-01-01",
        "%%0.2",
        "（",
        "①",
        "370000",
        "年份",
        "单位",
        "亿元",
        "续表",
        "备注",
        "序号",
        "",
        "",
        "",
        "",
        "<",
        "^",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % n
    };
    let rounds = std::env::var("ROUNDS").ok().and_then(|r| r.parse().ok()).unwrap_or(2_000);
    for round in 0..rounds {
        let (rows, columns) = (1 + next(9), 1 + next(6));
        let grid: Vec<String> = (0..rows)
            .map(|r| {
                let cell = |c: usize, piece: &str| match piece {
                    "<" if c == 0 => String::new(),
                    "^" if r == 0 => String::new(),
                    p => p.to_owned(),
                };
                (0..columns).map(|c| cell(c, pieces[next(pieces.len())])).collect::<Vec<_>>().join("|")
            })
            .collect();
        let text = format!("{}\n---\n", grid.join("\n"));
        let case = parse(&format!("round {round}\n{text}"), &text);
        found(&case, &lists);
        let mut whole = Extraction::default();
        table::sheet(&document(&case.title), &case.sheet, &lists, &mut whole);
        assert_eq!(whole, by_rows(&case, &lists), "round {round}");
    }
}
