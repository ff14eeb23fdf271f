//! How fast a text becomes observations: extraction and normalisation against a bare leftmost-longest pass of an
//! automaton with the literals of the code lists, over the same text in the same run; whether the time grows with the
//! text alone; and what a second core brings. `cargo bench --bench extract`.

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::time::Instant;
use zhiliang::codelist::Codelists;
use zhiliang::model::Document;
use zhiliang::{extract, ingest, normalize};

const MEGABYTE: usize = 1 << 20;
/// Best of so many runs.
const RUNS: usize = 3;

fn gold(name: &str) -> String {
    let path = format!("{}/tests/gold/{name}/text.txt", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap_or_default()
}

fn repeated(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len().max(1) + 1)
}

fn document(text: &str, lists: &Codelists) -> Document {
    ingest::document_of_text("bench", text.to_owned(), lists)
}

/// Observations of a document, and the seconds from its cleaned text to them.
fn observed(document: Document, lists: &Codelists) -> (usize, f64) {
    let start = Instant::now();
    let extraction = extract::extract(&document, lists);
    let batch = normalize::normalize(document, extraction, lists);
    (batch.observations.len(), start.elapsed().as_secs_f64())
}

fn best(run: impl Fn() -> (usize, f64)) -> (usize, f64) {
    let runs = (0..RUNS).map(|_| run());
    runs.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default()
}

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lists = Codelists::load(None)?;
    let patterns = lists.patterns();
    let automaton: daachorse::CharwiseDoubleArrayAhoCorasick<u32> =
        daachorse::CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(daachorse::MatchKind::LeftmostLongest)
            .build(&patterns)
            .map_err(|e| e.to_string())?;
    let seed = gold("smc-2021");
    let mixed: String = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold"))?
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .map(|name| gold(&name))
        .collect();
    println!("{} patterns; MB/s of UTF-8 on one core, best of {RUNS}", patterns.len());
    for (name, text) in [("the first report", &seed), ("all annotated documents", &mixed)] {
        for (shape, megabytes, count) in [("one text of 20 MB", 20, 1), ("20 texts of 1 MB", 1, 20)] {
            let text = repeated(text, megabytes * MEGABYTE);
            let size = (text.len() * count) as f64 / MEGABYTE as f64;
            let bare = best(|| {
                let start = Instant::now();
                let hits = (0..count).map(|_| automaton.leftmost_find_iter(&text).count()).sum();
                (hits, start.elapsed().as_secs_f64())
            });
            let whole = best(|| {
                let runs = (0..count).map(|_| observed(document(&text, &lists), &lists));
                runs.fold((0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1))
            });
            let cleaned = best(|| {
                let start = Instant::now();
                let length = document(&text, &lists).view.text().len();
                (length, start.elapsed().as_secs_f64() * count as f64)
            });
            println!(
                "{name}, {shape}: bare pass {:.0}, extract + normalise {:.1} (1/{:.0} of it), {:.0} observations/MB, \
                 cleaning {:.0}",
                size / bare.1,
                size / whole.1,
                whole.1 / bare.1,
                whole.0 as f64 / size,
                size / cleaned.1,
            );
        }
    }
    println!("growth: seconds per MB at 1, 2, 4 and 8 MB in one text");
    let traps: [(&str, String); 6] = [
        ("report", seed.clone()),
        ("digits", "1234567890".into()),
        ("万", "万".into()),
        ("、", "、".into()),
        ("numbers in a list", "全市帮扶企业12家、".into()),
        ("quotes", "“一".into()),
    ];
    for (name, unit) in &traps {
        let each = [1, 2, 4, 8].map(|megabytes| {
            let text = repeated(unit, megabytes * MEGABYTE);
            let start = Instant::now();
            observed(document(&text, &lists), &lists);
            format!("{:.3}", start.elapsed().as_secs_f64() / megabytes as f64)
        });
        println!("  {name}: {}", each.join(" "));
    }
    let texts: Vec<String> = (0..64).map(|_| repeated(&mixed, MEGABYTE / 4)).collect();
    let on = |threads: usize| -> Result<f64, rayon::ThreadPoolBuildError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        let run = || {
            let start = Instant::now();
            let count = pool.install(|| {
                let counts = texts.par_iter().map(|t| observed(document(t, &lists), &lists).0);
                counts.sum::<usize>()
            });
            (count, start.elapsed().as_secs_f64())
        };
        Ok(best(run).1)
    };
    let (one, two) = (on(1)?, on(2)?);
    println!("documents in parallel: {:.2} times as fast on two threads", one / two);
    Ok(())
}
