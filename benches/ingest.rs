//! How fast a workbook of 1,000,000 × 12 cells is streamed into batches of cells, against calamine's cell reader alone
//! on the same file in the same run, best of five in turns; and how much memory streaming takes beyond the file.
//! `cargo bench --bench ingest`. The workbook is made on the first run, in the target folder.

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use std::io::Cursor;
use std::time::{Duration, Instant};
use zhiliang::ingest::Limits;
use zhiliang::ingest::spreadsheet::stream;
use zhiliang::model::Sheet;

fn write(path: &str) {
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0.0%");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet_with_low_memory().expect("sheet");
    for row in 0..1_000_000_u32 {
        for column in 0..12_u16 {
            let value = f64::from(row) * 1.37 + f64::from(column);
            match column {
                0 => sheet.write_string(row, 0, format!("省份{}", row % 31)),
                1 => sheet.write_string(row, 1, format!("指标{}", row % 997)),
                2 => sheet.write_number_with_format(row, 2, 44_000.0 + f64::from(row % 900), &date),
                3 => sheet.write_number_with_format(row, 3, value / 1e7, &percent),
                _ => sheet.write_number(row, column, value),
            }
            .expect("cell");
        }
    }
    book.save(path).expect("save");
}

fn alone(bytes: &[u8]) -> (u64, Duration) {
    let start = Instant::now();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("open");
    let mut cells = 0;
    for name in book.sheet_names() {
        let mut reader = book.worksheet_cells_reader(&name).expect("sheet");
        while let Some(cell) = reader.next_cell().expect("cell") {
            std::hint::black_box(cell);
            cells += 1;
        }
    }
    (cells, start.elapsed())
}

fn ours(bytes: &[u8]) -> (u64, Duration) {
    let start = Instant::now();
    let (mut cells, mut batches, mut largest) = (0, 0, 0);
    stream(
        bytes,
        "xlsx",
        Limits { cells: 20_000_000, ..Limits::default() },
        &mut Vec::new(),
        &mut |sheet: Sheet| {
            cells += sheet.cells.len() as u64;
            largest = largest.max(sheet.cells.len());
            batches += 1;
        },
    )
    .expect("stream");
    let elapsed = start.elapsed();
    println!("  {batches} batches, the largest of {largest} cells");
    (cells, elapsed)
}

fn memory(key: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|l| l.starts_with(key)).unwrap_or_default().to_owned()
}

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let path = format!("{}/million.xlsx", env!("CARGO_TARGET_TMPDIR"));
    if !std::path::Path::new(&path).is_file() {
        write(&path);
    }
    let bytes = std::fs::read(&path).expect("read");
    println!("{} MB; before: {}", bytes.len() >> 20, memory("VmHWM"));
    let (cells, _) = ours(&bytes);
    println!("{cells} cells streamed once; after: {}", memory("VmHWM"));
    let (mut base, mut own) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        let (theirs, time) = alone(&bytes);
        base = base.min(time);
        let (cells, stream) = ours(&bytes);
        own = own.min(stream);
        assert!(theirs >= cells);
    }
    println!("best of five: {base:.2?} and {own:.2?}, ratio {:.2}", own.as_secs_f64() / base.as_secs_f64());
}
