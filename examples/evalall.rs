//! temp
use zhiliang::*;
fn main() {
    let lists = codelist::Codelists::load(None).unwrap();
    let mut total = evaluate::Score::default();
    let verbose = std::env::args().nth(2).is_some();
    let only = std::env::args().nth(1).unwrap_or_default();
    for e in std::fs::read_dir("tests/gold").unwrap().flatten() {
        let d = e.path();
        if !d.is_dir() || !d.to_string_lossy().contains(&only) { continue; }
        let text = std::fs::read_to_string(d.join("text.txt")).unwrap();
        let mut doc = ingest::document_of_text("t", String::new(), &lists);
        if let Ok(m) = std::fs::read_to_string(d.join("meta.json")) {
            let v: serde_json::Value = serde_json::from_str(&m).unwrap();
            doc.title = v["title"].as_str().unwrap_or("").to_owned();
            doc.origin.reference_period = v["reference_period"].as_str().map(str::to_owned);
        }
        ingest::prose(&mut doc, text, &lists);
        let x = extract::extract(&doc, &lists);
        let b = normalize::normalize(doc, x, &lists);
        let read = |f: &str| std::fs::read_to_string(d.join(f)).unwrap();
        let gold: Vec<evaluate::Gold> = read("gold.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let neg: Vec<evaluate::Negative> = read("negatives.jsonl").lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let s = evaluate::score(&b.observations, &gold, &neg);
        println!("{:?} R {:.3} P {:.3}", d.file_name().unwrap(), s.recall(), s.precision());
        for (f, (st, l, n)) in &s.fields { print!("{f} {:.3}/{:.3} ", *st as f64 / *n as f64, *l as f64 / *n as f64); }
        println!();
        if verbose {
            println!("MISSED {:#?}\nSPUR {:#?}\nNEG {:#?}", s.missed, s.spurious, s.on_negatives);
            for w in &s.wrong { println!("W {w}"); }
        }
        total.add(s);
    }
    println!("ALL R {:.3} P {:.3}", total.recall(), total.precision());
    for (f, (st, l, n)) in &total.fields { print!("{f} {:.3}/{:.3} ", *st as f64 / *n as f64, *l as f64 / *n as f64); }
    println!();
}
